
"use strict";
for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;

// Filter: findings by severity and text, lines of the graph by text.
const filter = document.getElementById("filter");
const kinds = [...document.querySelectorAll("input[data-kind]")];
const findings = [...document.querySelectorAll("article.finding")];
const edges = [...document.querySelectorAll(".edge")];
function show() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text) => words.every((w) => text.toLowerCase().includes(w));
  const on = new Set(kinds.filter((k) => k.checked).map((k) => k.dataset.kind));
  let shown = 0;
  for (const f of findings) {
    f.hidden = !on.has(f.dataset.kind) || !holds(f.textContent);
    if (!f.hidden) shown++;
  }
  for (const e of edges) {
    const target = document.getElementById(e.getAttribute("href").slice(1));
    e.classList.toggle("faded", words.length > 0 && !holds(e.dataset.text + (target ? target.textContent : "")));
  }
  document.getElementById("shown").textContent = shown + " of " + findings.length + " shown";
}
if (filter) {
  filter.addEventListener("input", show);
  for (const k of kinds) k.addEventListener("change", show);
  show();
}

// A line leads to its finding although the filter hides it.
for (const e of edges) {
  e.addEventListener("click", () => {
    const target = document.getElementById(e.getAttribute("href").slice(1));
    if (target) { target.hidden = false; target.focus({ preventScroll: true }); }
  });
}

// Zoom by buttons and by wheel with Ctrl, pan by dragging.
const frame = document.querySelector(".graph");
if (frame) {
  const svg = frame.querySelector("svg");
  const full = svg.getAttribute("width") * 1;
  let scale = 0;
  const zoom = (by) => {
    scale = by === 0 ? 0 : Math.min(8, Math.max(0.1, (scale || svg.clientWidth / full) * by));
    svg.style.maxWidth = scale ? "none" : "";
    svg.style.width = scale ? full * scale + "px" : "";
  };
  const steps = { in: 1.3, out: 1 / 1.3, reset: 0 };
  for (const b of document.querySelectorAll("[data-zoom]")) b.addEventListener("click", () => zoom(steps[b.dataset.zoom]));
  frame.addEventListener("wheel", (e) => {
    if (e.ctrlKey) { e.preventDefault(); zoom(e.deltaY < 0 ? 1.15 : 1 / 1.15); }
  }, { passive: false });
  let from = null;
  frame.addEventListener("pointerdown", (e) => {
    if (!e.target.closest(".edge")) from = { x: e.clientX + frame.scrollLeft, y: e.clientY + frame.scrollTop };
  });
  window.addEventListener("pointermove", (e) => {
    frame.classList.toggle("moving", from !== null);
    if (from) { frame.scrollLeft = from.x - e.clientX; frame.scrollTop = from.y - e.clientY; }
  });
  window.addEventListener("pointerup", () => { from = null; frame.classList.remove("moving"); });
}
