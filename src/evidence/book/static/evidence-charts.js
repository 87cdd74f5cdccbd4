/* Draws each chart of the page when it comes near the viewport.
 *
 * The page shows static pictures until then. A chart's figure is a script file of its own, named in data-figure: a page
 * that was opened from a folder may load scripts, but no JSON. Nothing here runs before the first text is on the screen.
 *
 * window.evidenceCharts tells how far it got and serves other scripts:
 *   expected, drawn (numbers of charts), errors (lines)
 *   take(figure)     what a figure's file calls
 * The event evidence:redraw at a <figure> draws its chart anew.
 */
(() => {
  "use strict";

  const LIBRARY = new URL("plotly-basic.min.js", document.currentScript.src).href;
  const NEAR = "1200px 0px"; // drawn
  const NEARING = "3000px 0px"; // its file is asked for
  // These exact colours of a figure stand for a role and follow the theme; any other colour holds on both grounds.
  const ROLES = {
    "#ffffff": "--evidence-paper",
    "#1f2328": "--evidence-ink",
    "#d0d7de": "--evidence-grid",
    "#57606a": "--evidence-line",
  };
  const narrowScreen = window.matchMedia("(max-width: 40rem)");
  const reducedMotion = window.matchMedia("(prefers-reduced-motion: reduce)");
  const coarsePointer = window.matchMedia("(pointer: coarse)");

  const figures = [...document.querySelectorAll("figure.evidence-chart")];
  const drawn = new Map();
  const report = (window.evidenceCharts = {
    expected: figures.length,
    drawn: 0,
    errors: [],
    take: (source) => taken.set(document.currentScript, source),
  });

  // The first text has been painted: from here on a slow script delays nobody's reading.
  const hasText = performance.getEntriesByName("first-contentful-paint").length > 0;
  const painted = hasText ? Promise.resolve() : new Promise((resume) => requestAnimationFrame(() => setTimeout(resume, 0)));

  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(script);
      script.onerror = () => reject(new Error(`${address.split("/").pop()} could not be loaded`));
      document.head.append(script);
    });
  }

  let library = null;
  function loadLibrary() {
    library ??= painted.then(() => loadScript(LIBRARY)).then(() => window.Plotly);
    return library;
  }

  const taken = new Map(); // script element → the figure that its file held
  const sources = new Map(); // <figure> → promise of its figure
  function loadFigure(figure) {
    if (!sources.has(figure)) {
      const loaded = loadScript(figure.dataset.figure).then((script) => {
        if (!taken.has(script)) throw new Error(`${figure.dataset.figure} holds no figure`);
        script.remove();
        return taken.get(script);
      });
      sources.set(figure, loaded);
    }
    return sources.get(figure);
  }

  function themed(value, colours) {
    if (typeof value === "string") return colours[value.toLowerCase()] ?? value;
    if (Array.isArray(value)) return value.map((item) => themed(item, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, themed(item, colours)]));
    }
    return value;
  }

  function themeColours() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      Object.entries(ROLES).map(([colour, name]) => [colour, style.getPropertyValue(name).trim() || colour]),
    );
  }

  function patch(layout, changes) {
    for (const [path, value] of Object.entries(changes)) {
      const keys = path.split(".");
      const last = keys.pop();
      let place = layout;
      for (const key of keys) place = place[key] ??= {};
      place[last] = value;
    }
  }

  /** What plotly is given: the figure in the page's colours, at the stage's width, and with the marks that a filter leaves. */
  function prepared(figure, whole) {
    const source = window.evidenceFollowing?.kept(figure, whole) ?? whole;
    const { meta, ...rest } = source.layout;
    const layout = themed(structuredClone(rest), themeColours());
    if (narrowScreen.matches) patch(layout, themed(meta.narrow ?? {}, themeColours()));
    delete layout.width;
    layout.autosize = true;
    layout.meta = meta;
    if (reducedMotion.matches) delete layout.transition;
    if (coarsePointer.matches) layout.dragmode = false; // a finger on a chart scrolls the page
    const config = { displayModeBar: false, displaylogo: false, showTips: false, ...source.config, responsive: false };
    return { data: themed(source.data, themeColours()), layout, config };
  }

  function failed(figure, problem) {
    figure.dataset.state = "failed"; // the picture stays
    report.errors.push(`${figure.dataset.chart}: ${problem.message ?? problem}`);
  }

  async function draw(figure) {
    const [plotly, source] = await Promise.all([loadLibrary(), loadFigure(figure)]);
    const live = figure.querySelector(".evidence-chart__live");
    const { data, layout, config } = prepared(figure, source);
    await plotly.newPlot(live, data, layout, config);
    hideFromListeners(live);
    drawn.set(figure, { source, live, width: live.clientWidth });
    figure.dataset.state = "drawn";
    report.drawn += 1;
    resizes.observe(live);
  }

  // The figure's title and words are what a screen reader gets; loose axis labels would only add noise.
  function hideFromListeners(live) {
    for (const svg of live.querySelectorAll("svg")) svg.setAttribute("aria-hidden", "true");
  }

  function redraw(figure) {
    const { source, live } = drawn.get(figure);
    const { data, layout, config } = prepared(figure, source);
    window.Plotly.react(live, data, layout, config)
      .then(() => hideFromListeners(live))
      .catch((problem) => failed(figure, problem));
  }

  function redrawAll() {
    for (const figure of drawn.keys()) redraw(figure);
  }

  const resizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = [...drawn.values()].find(({ live }) => live === target);
      if (!chart || target.clientWidth === 0 || target.clientWidth === chart.width) continue;
      chart.width = target.clientWidth;
      requestAnimationFrame(() => window.Plotly.Plots.resize(target));
    }
  });

  // One chart a task, so that the page answers between two charts.
  const waiting = [];
  let working = false;
  async function work() {
    if (working) return;
    working = true;
    while (waiting.length) {
      const figure = waiting.shift();
      await draw(figure).catch((problem) => failed(figure, problem));
      await new Promise((resume) => setTimeout(resume, 0));
    }
    working = false;
  }

  /** Call `then` once for each figure that comes so near. */
  function whenNear(margin, then) {
    const nearness = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          nearness.unobserve(target);
          then(target);
        }
      },
      { rootMargin: margin },
    );
    for (const figure of figures) nearness.observe(figure);
  }
  whenNear(NEARING, (figure) => loadFigure(figure).catch(() => {})); // a failure is told when it is drawn
  whenNear(NEAR, (figure) => {
    waiting.push(figure);
    work();
  });

  // The dark picture is the light one at another address. It is made only where it is seen.
  function showPictures() {
    if (document.documentElement.dataset.theme !== "dark") return;
    for (const light of document.querySelectorAll(".evidence-chart__picture.on-light:only-of-type")) {
      const dark = light.cloneNode(true);
      dark.classList.replace("on-light", "on-dark");
      for (const part of dark.children) {
        for (const name of ["src", "srcset"]) if (part.hasAttribute(name)) part.setAttribute(name, `${part.getAttribute(name)}#dark`);
      }
      light.after(dark);
    }
  }
  showPictures();
  new MutationObserver(showPictures).observe(document.documentElement, { attributeFilter: ["data-theme"] });

  // Whoever scrolls to the first chart finds plotly ready. It is used by then, since the page asks for it in its head.
  if (figures.length) window.addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(() => loadLibrary().catch(() => {})));

  // Sent by evidence-following.js when a filter leaves other marks.
  document.addEventListener("evidence:redraw", ({ target }) => drawn.has(target) && redraw(target));
  new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  narrowScreen.addEventListener("change", redrawAll);
})();
