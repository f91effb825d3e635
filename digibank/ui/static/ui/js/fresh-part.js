// <fresh-part>: asks for itself again every second while something in it is marked data-again, and shows what came.
// Who is typing or tabbing in it is left alone. Without script a link asks for the page.
customElements.define("fresh-part", class extends HTMLElement {
  connectedCallback() {
    this.later();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  later() {
    if (this.querySelector("[data-again]")) this.timer = setTimeout(() => this.again(), 1000);
  }

  async again() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("fresh-part");
    if (fresh && !this.contains(document.activeElement)) this.replaceChildren(...fresh.childNodes);
    this.later();
  }
});
