// <drop-files>: files dragged to the card, and folders in them, go with its form. Without script: choose them.
customElements.define("drop-files", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.addEventListener("dragover", (event) => this.over(event, true));
    this.addEventListener("dragleave", (event) => this.over(event, false));
    this.addEventListener("drop", (event) => this.drop(event));
    this.form.addEventListener("submit", () => this.form.querySelector("button").setAttribute("aria-busy", "true"));
  }

  over(event, inside) {
    event.preventDefault();
    this.toggleAttribute("data-over", inside);
  }

  async drop(event) {
    this.over(event, false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const chosen = new DataTransfer();
    for (const file of await this.filesOf(entries, event.dataTransfer.files)) chosen.items.add(file);
    this.querySelector("input[type=file]").files = chosen.files;
    this.form.requestSubmit();
  }

  async filesOf(entries, plain) {
    if (!entries.some((entry) => entry.isDirectory)) return plain;
    return (await Promise.all(entries.map((entry) => this.walk(entry)))).flat();
  }

  async walk(entry) {
    if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
    const reader = entry.createReader();
    const found = [];
    for (let some = [null]; some.length;) {
      some = await new Promise((done, fail) => reader.readEntries(done, fail));
      found.push(...some);
    }
    return (await Promise.all(found.map((one) => this.walk(one)))).flat();
  }
});
