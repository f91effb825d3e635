// <back-part href="/…" after="20">: goes back to that address after so many seconds, for a screen that the next visitor uses.
// Without script a button does it.
customElements.define("back-part", class extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => location.replace(this.getAttribute("href")), Number(this.getAttribute("after")) * 1000);
  }
  disconnectedCallback() { clearTimeout(this.timer); }
});
