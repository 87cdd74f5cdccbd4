/* Shows the definition of a glossary term on hover, on keyboard focus and at the first tap.
 *
 * It can be dismissed with Escape, stays while the pointer is on the term or on the definition itself, and goes only when
 * both are left (WCAG 2.2, 1.4.13). Without this script a term is an ordinary link to the glossary.
 */
(() => {
  "use strict";

  const WAIT = 120; // ms on a term before its definition is shown, so that a passing pointer shows nothing
  const GRACE = 300; // ms for the way from the term to its definition
  const EDGE = 8; // px to the edge of the screen
  const GAP = 6; // px between the term and its definition

  let shown = null;
  let timer = 0;

  function place() {
    if (!shown) return;
    const { link, tip } = shown;
    const box = link.getClientRects()[0];
    const room = document.documentElement;
    const left = Math.min(box.left, room.clientWidth - EDGE - tip.offsetWidth);
    const below = box.bottom + GAP;
    const above = box.top - GAP - tip.offsetHeight;
    tip.style.left = `${Math.max(EDGE, left)}px`;
    tip.style.top = `${below + tip.offsetHeight > room.clientHeight - EDGE && above >= EDGE ? above : below}px`;
  }

  function hide() {
    clearTimeout(timer);
    shown?.tip.classList.remove("is-shown");
    shown = null;
  }

  function show(link) {
    clearTimeout(timer);
    if (shown?.link === link) return;
    hide();
    shown = { link, tip: document.getElementById(link.getAttribute("aria-describedby")) };
    shown.tip.classList.add("is-shown");
    place();
  }

  function later(task, wait) {
    clearTimeout(timer);
    timer = setTimeout(task, wait);
  }

  function left(event) {
    if (event.pointerType === "touch") return;
    later(() => {
      if (!shown?.link.matches(":focus-visible")) hide();
    }, GRACE);
  }

  for (const link of document.querySelectorAll("a.glossary-term")) {
    const tip = document.getElementById(link.getAttribute("aria-describedby"));
    let tapped = false; // whether the click that follows comes from a tap on a term that shows nothing yet
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") later(() => show(link), WAIT);
    });
    link.addEventListener("pointerleave", left);
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    tip.addEventListener("pointerleave", left);
    link.addEventListener("focus", () => {
      if (link.matches(":focus-visible")) show(link);
    });
    link.addEventListener("blur", hide);
    link.addEventListener("pointerdown", (event) => {
      tapped = event.pointerType === "touch" && shown?.link !== link;
    });
    link.addEventListener("click", (event) => {
      if (!tapped) return;
      tapped = false;
      event.preventDefault(); // the next tap follows the link
      show(link);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !shown.link.contains(event.target) && !shown.tip.contains(event.target)) hide();
  });
  window.addEventListener("scroll", place, { capture: true, passive: true });
  window.addEventListener("resize", place);
})();
