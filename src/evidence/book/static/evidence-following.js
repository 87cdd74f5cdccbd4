/* Lets charts follow the filter of a table, and says under each chart whether it does.
 *
 * A figure with data-follows names a table. Its marks carry in `customdata` the rows they stand for (the rows' id or data-mark;
 * several parted by ';'); words and lines of its layout carry them in `name`. A mark stays while one of its rows is shown. The
 * axes do not move, so that the picture can be compared with the whole one. A chart that follows no table says in words that a filter
 * does not touch it: it counts or weighs all rows. The rows on the page are the only state, so the order of events is free.
 */
(() => {
  "use strict";

  const figures = [...document.querySelectorAll("figure.evidence-chart")];
  const PALE = 0.35;
  const notes = new Map();
  const wholes = new WeakMap(); // figure → plotly's JSON of all its marks, once it is drawn
  const applied = new WeakMap(); // figure → the rows that its last drawing left, as one text

  const tables = () => [...document.querySelectorAll('table[data-filter="true"]')];
  const rowsOf = (table) => [...table.tBodies[0].rows];
  const isFiltered = (table) => rowsOf(table).some((row) => row.hidden);
  const caption = (table) => table.caption?.textContent.trim() || table.dataset.table;

  const followed = (figure) => tables().find((table) => table.dataset.table === figure.dataset.follows);

  /** The rows that a figure may show, null where no filter holds. */
  function shown(figure) {
    const table = followed(figure);
    if (!table || !isFiltered(table)) return null;
    return new Set(rowsOf(table).filter((row) => !row.hidden).map((row) => row.dataset.mark ?? row.id));
  }

  const signature = (rows) => (rows ? `only ${[...rows].sort().join(" ")}` : "all");
  const stays = (rows) => (words) => String(words).split(";").some((row) => rows.has(row));

  function keptTrace(trace, left) {
    if (!Array.isArray(trace.customdata)) return trace;
    return { ...trace, x: trace.x.map((x, place) => (left(trace.customdata[place]) ? x : null)) };
  }

  /** Lines go with their marks; words turn pale, so that the places of what is hidden keep their names. */
  const keptItems = (items, left, hidden) => items?.map((item) => (item.name && !left(item.name) ? { ...item, ...hidden } : item));

  /** The figure without what the filter hides. */
  function kept(figure, source) {
    const rows = shown(figure);
    wholes.set(figure, source);
    applied.set(figure, signature(rows));
    if (!rows) return source;
    const left = stays(rows);
    const { shapes, annotations } = source.layout;
    const layout = {
      ...source.layout,
      shapes: keptItems(shapes, left, { visible: false }),
      annotations: keptItems(annotations, left, { opacity: PALE }),
    };
    return { ...source, data: source.data.map((trace) => keptTrace(trace, left)), layout };
  }

  /** (left, all) symbols of a figure that draws `data`. */
  function count(data, rows) {
    const marks = data
      .filter(({ mode, customdata }) => customdata && /markers/.test(mode))
      .flatMap(({ x, customdata }) => customdata.filter((_, place) => x[place] !== null));
    return [marks.filter(stays(rows)).length, marks.length];
  }

  function note(figure) {
    if (!notes.has(figure)) {
      const made = document.createElement("p");
      made.className = "evidence-chart__filter";
      if (figure.dataset.follows) made.setAttribute("role", "status"); // the others never change by what they show
      figure.querySelector("figcaption").prepend(made);
      notes.set(figure, made);
    }
    return notes.get(figure);
  }

  /** Words for the screen and, where they differ, for paper, which shows the picture of all. */
  function say(figure, screen, paper = screen) {
    const parts = screen === paper ? [["", screen]] : [["on-screen", screen], ["on-paper", paper]];
    note(figure).replaceChildren(
      ...parts.filter(([, words]) => words).map(([name, words]) => Object.assign(document.createElement("span"), { className: name, textContent: words })),
    );
  }

  function tell(figure) {
    const rows = shown(figure);
    const others = followed(figure) ? [] : tables().filter(isFiltered).map(caption);
    if (rows) {
      const whole = "This picture shows all symbols. It does not follow the filter of the table.";
      if (figure.dataset.state !== "drawn") return say(figure, whole);
      const [left, all] = count(wholes.get(figure).data, rows);
      const live = `Filtered: ${left} of ${all} symbols shown; the places of the others stay. Words about the chart, and in it, are about all ${all}.`;
      say(figure, live, figure.querySelector(".evidence-chart__picture") ? whole : live);
    } else if (others.length) {
      say(figure, `Not filtered: this chart shows everything. It does not follow the filter of the table “${others.join("” or “")}”.`);
    } else if (notes.has(figure)) say(figure, "");
  }

  function look() {
    for (const figure of figures) {
      const stale = figure.dataset.follows && (applied.get(figure) ?? "all") !== signature(shown(figure));
      if (stale) figure.dispatchEvent(new Event("evidence:redraw", { bubbles: true }));
      tell(figure);
    }
  }

  window.evidenceFollowing = { kept };
  for (const figure of figures) if (figure.dataset.follows) note(figure); // there before it speaks, or nothing would be read out
  document.addEventListener("evidence:rows", look);
  // A chart may have been drawn from the whole while the filter changed.
  const states = new MutationObserver(look);
  for (const figure of figures) states.observe(figure, { attributeFilter: ["data-state"] });
  look();
})();
