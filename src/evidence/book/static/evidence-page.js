/* On paper nothing can be unfolded: answers and descriptions are opened for printing and folded again after it. */
(() => {
  "use strict";
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open]):not(.hide)")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();

/* The page behind an open side bar stands still. The theme's own rule for it, html:has(…[open]), makes browsers look through
   the whole page after every change; a chart makes hundreds. */
(() => {
  "use strict";
  const bars = [...document.querySelectorAll("#pst-primary-sidebar-modal, #pst-secondary-sidebar-modal")];
  const look = () => document.documentElement.classList.toggle("evidence-behind-bar", bars.some((bar) => bar.open));
  for (const bar of bars) new MutationObserver(look).observe(bar, { attributeFilter: ["open"] });
})();

/* A text to copy gets a button, which says whether it worked. A page opened from a folder may have no clipboard: then the
   text is selected and the browser's own command copies it. */
(() => {
  "use strict";
  async function copy(source) {
    try {
      await navigator.clipboard.writeText(source.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(source);
      return document.execCommand("copy");
    }
  }
  for (const box of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    const status = document.createElement("span");
    Object.assign(button, { type: "button", className: "evidence-cite__copy", textContent: `Copy ${box.dataset.copy}` });
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      status.textContent = (await copy(box.querySelector("pre"))) ? "Copied." : "Selected; press the keys for copying.";
    });
    box.querySelector("p").append(button, status);
  }
})();
