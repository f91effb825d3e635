// <flaw-note>: hides the "what is wrong" line of a part until its state says that something is.
// Without script the line is always there.
customElements.define("flaw-note", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    for (const line of this.querySelectorAll("li")) {
      const note = line.querySelector(".note");
      const state = line.querySelector(":checked")?.value;
      const typed = note.querySelector("input").value || note.querySelector(".error");
      note.hidden = !typed && state !== "flawed" && state !== "missing";
    }
  }
});
