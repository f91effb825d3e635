// <suggest-part src="/…/" for="id_subject id_theme">: asks that address again, with what stands in those fields, a moment after
// somebody typed, and shows the element #suggested of the answer. Without script a button asks for it.
customElements.define("suggest-part", class extends HTMLElement {
  connectedCallback() {
    this.fields = this.getAttribute("for").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    for (const field of this.fields) field.addEventListener("input", () => this.later());
    this.querySelector("[data-plain]")?.remove();
    if (this.fields.some((field) => field.value)) this.later();
  }
  disconnectedCallback() { clearTimeout(this.timer); }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 250);
  }

  async ask() {
    const asked = new URLSearchParams(this.fields.map((field) => [field.name, field.value.slice(0, 200)]));
    const turn = this.turn = (this.turn ?? 0) + 1;
    const answer = await fetch(`${this.getAttribute("src")}?${asked}`, { headers: { Accept: "text/html" } }).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    const found = new DOMParser().parseFromString(text, "text/html").querySelector("#suggested");
    if (found && turn === this.turn) this.querySelector("[role=status]").replaceChildren(...found.childNodes);
  }
});
