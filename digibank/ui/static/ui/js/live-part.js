// <live-part every="1500">: asks for its own page again so often (in milliseconds) and shows what came, as long as the page is
// looked at. The server answers 304 while nothing changed. Who is typing or tabbing in it is left alone.
customElements.define("live-part", class extends HTMLElement {
  connectedCallback() { this.later(); }
  disconnectedCallback() { clearTimeout(this.timer); }

  later() { this.timer = setTimeout(() => this.again(), Number(this.getAttribute("every"))); }

  async again() {
    const headers = { Accept: "text/html", ...(this.tag && { "If-None-Match": this.tag }) };
    const asked = document.hidden ? null : fetch(location.href, { headers, cache: "no-store" }).catch(() => null);
    const answer = await asked;
    if (answer?.status === 200) await this.show(answer);
    this.later();
  }

  async show(answer) {
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("live-part");
    if (!fresh || this.querySelector("input:focus")) return;
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    const same = focused && [...fresh.querySelectorAll("button, a")].find((one) => one.textContent === focused.textContent);
    this.replaceChildren(...fresh.childNodes);
    same?.focus();
    this.tag = answer.headers.get("ETag");
  }
});
