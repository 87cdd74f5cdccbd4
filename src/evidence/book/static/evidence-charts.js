/* Draws each chart of the page when it comes near the viewport, from the JSON that stands in its figure.
 *
 * The page shows static pictures until then. plotly is asked for only once a chart is near, and never blocks the text.
 * window.evidenceCharts = {expected, drawn, errors} tells tests (and a curious reader) how far it got.
 */
(() => {
  "use strict";

  const LIBRARY = new URL("plotly-basic.min.js", document.currentScript.src).href;
  const NEAR = "400px 0px";
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
  const report = (window.evidenceCharts = { expected: figures.length, drawn: 0, errors: [] });
  const drawn = new Map();

  let library = null;
  function loadLibrary() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("plotly could not be loaded"));
      document.head.append(script);
    });
    return library;
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

  /** What plotly is given: the figure in the page's colours and at the stage's width. */
  function prepared(source) {
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
    const plotly = await loadLibrary();
    const live = figure.querySelector(".evidence-chart__live");
    const source = JSON.parse(figure.querySelector("script.evidence-chart__figure").textContent);
    const { data, layout, config } = prepared(source);
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

  function redrawAll() {
    for (const [figure, { source, live }] of drawn) {
      const { data, layout, config } = prepared(source);
      window.Plotly.react(live, data, layout, config)
        .then(() => hideFromListeners(live))
        .catch((problem) => failed(figure, problem));
    }
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

  const nearness = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        nearness.unobserve(target);
        waiting.push(target);
      }
      work();
    },
    { rootMargin: NEAR },
  );
  for (const figure of figures) nearness.observe(figure);

  new MutationObserver(redrawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  narrowScreen.addEventListener("change", redrawAll);
})();
