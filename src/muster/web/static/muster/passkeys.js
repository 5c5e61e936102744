"use strict";
/* Forms with data-passkey="create" or "get": the browser makes or uses a passkey, its answer is sent as `credential`.
   What it is asked stands in the JSON element #passkey-options, or is fetched from the address in data-passkey-options. */
(() => {
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const asked = async (form) => {
    const address = form.dataset.passkeyOptions;
    const data = address
      ? await (await fetch(address, { headers: { Accept: "application/json" } })).json()
      : JSON.parse(document.getElementById("passkey-options").textContent);
    const options = (data.request_options || data.creation_options).publicKey;
    options.challenge = toBytes(options.challenge);
    for (const each of [...(options.allowCredentials || []), ...(options.excludeCredentials || [])]) each.id = toBytes(each.id);
    if (options.user) options.user.id = toBytes(options.user.id);
    return options;
  };

  const made = async (options) => {
    options.authenticatorSelection = {
      ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    };
    const credential = await navigator.credentials.create({ publicKey: options });
    return answer(credential, {
      attestationObject: toText(credential.response.attestationObject),
      transports: credential.response.getTransports ? credential.response.getTransports() : [],
    });
  };

  const used = async (options) => {
    const credential = await navigator.credentials.get({ publicKey: options });
    const { authenticatorData, signature, userHandle } = credential.response;
    return answer(credential, {
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    });
  };

  const answer = (credential, response) => ({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  });

  const send = async (form) => {
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      const options = await asked(form);
      const credential = await (form.dataset.passkey === "create" ? made(options) : used(options));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      problem.hidden = false; /* cancelled, timed out, none there: the browser said why already */
    }
  };

  const begin = () => {
    for (const form of document.querySelectorAll("form[data-passkey]")) {
      form.hidden = false;
      form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
    }
    for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = true;
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
