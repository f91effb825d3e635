// <pass-key>: makes or uses a passkey, then sends the form inside. data-act: create, get or login;
// data-options: what the server asks; for login the server is asked when the button is pressed.
customElements.define("pass-key", class extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential || !window.webauthnJSON) return;
    this.form = this.querySelector("form");
    this.button = this.querySelector("button[hidden]");
    this.querySelector(".pass-key-none")?.remove();
    this.button.hidden = false;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go();
    });
  }

  async go() {
    try {
      this.form.elements.credential.value = JSON.stringify(await this.credential());
      this.form.submit();
    } catch {
      this.say(this.dataset.refused);
    }
  }

  async credential() {
    const asked = this.dataset.act === "login" ? await this.ask() : JSON.parse(this.dataset.options);
    if (this.dataset.act !== "create") return webauthnJSON.get(asked.request_options);
    const options = asked.creation_options;
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    });
    return webauthnJSON.create(options);
  }

  async ask() {
    const answer = await fetch(this.form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  say(sentence) {
    const old = this.querySelector("[role=alert]");
    const line = old || Object.assign(document.createElement("p"), { className: "error" });
    line.setAttribute("role", "alert");
    line.textContent = sentence;
    if (!old) this.prepend(line);
  }
});
