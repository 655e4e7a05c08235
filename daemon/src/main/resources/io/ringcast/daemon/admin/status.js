"use strict";

// Asks the API every two seconds and shows what it says. Texts go in as text, never as markup: titles and agents come from strangers.

const INTERVAL_MS = 2000;
const ENDS_SHOWN = 10;
const GOOD = new Set(["streaming"]);
const BAD = new Set(["backing-off"]);
const before = new Map();

const byId = (id) => document.getElementById(id);

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function scaled(value, units, step) {
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return value.toFixed(unit === 0 || value >= 100 ? 0 : 1) + " " + units[unit];
}

const bytes = (value) => scaled(value, ["B", "KiB", "MiB", "GiB", "TiB"], 1024);
const bits = (value) => scaled(value * 8, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"], 1000);

function duration(seconds) {
  if (seconds < 60) {
    return seconds.toFixed(1) + " s";
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? minutes + " min" : Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
}

/** Bytes a second since the last answer, or a dash. */
function rate(key, value, now) {
  const last = before.get(key);
  before.set(key, { value, now });
  return last && now > last.now && value >= last.value ? bits((value - last.value) / ((now - last.now) / 1000)) : "–";
}

function figure(list, name, value) {
  const pair = element("div");
  pair.append(element("dt", name), element("dd", value));
  list.append(pair);
}

function row(table, cells) {
  const line = element("tr");
  line.append(...cells);
  table.append(line);
}

function source(view, now) {
  const card = element("article");
  const head = element("header");
  const tone = GOOD.has(view.state) ? "good" : BAD.has(view.state) ? "bad" : "wait";
  head.append(element("h2", view.name), element("span", view.state, "pill " + tone), element("span", view.title));
  if (view.format === "mpegts") {
    const analysis = element("a", "analysis");
    analysis.href = "/api/v1/sources/" + encodeURIComponent(view.name) + "/ts";
    head.append(analysis);
  }
  const figures = element("dl");
  figure(figures, "in", rate(view.name + " in", view.ingestBytes, now));
  figure(figures, "out", rate(view.name + " out", view.deliveredBytes, now));
  figure(figures, "listeners", String(view.listeners));
  figure(figures, "ring", duration(view.ringSeconds) + ", " + bytes(view.ringBytes));
  figure(figures, "format", view.format || "–");
  const table = element("table");
  for (const input of view.inputs) {
    const failures = input.failures === 0 ? "" : input.failures + (input.failures === 1 ? " failure" : " failures");
    row(table, [
      element("td", "input " + input.index, "faint"),
      element("td", input.url, "url"),
      element("td", input.active ? "active" : "", "good"),
      element("td", failures),
    ]);
  }
  for (const output of view.outputs) {
    row(table, [
      element("td", "output " + output.name, "faint"),
      element("td", output.url, "url"),
      element("td", output.up ? "up" : "down", output.up ? "good" : "bad"),
      element("td", output.detail || output.listeners + (output.listeners === 1 ? " listener" : " listeners")),
    ]);
  }
  const scroll = element("div", "", "scroll");
  scroll.append(table);
  card.append(head, element("p", view.detail, "faint"), figures, scroll);
  return card;
}

function end(view) {
  const listener = view.listener;
  const line = element("tr");
  line.append(
    element("td", new Date(view.ended).toLocaleTimeString()),
    element("td", listener.source + " " + listener.output),
    element("td", listener.remote),
    element("td", view.reason),
    element("td", duration(listener.seconds)),
    element("td", bytes(listener.bytes)),
    element("td", view.detail, "faint"),
  );
  return line;
}

async function ask(path, statuses = [200]) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (!statuses.includes(response.status)) {
    throw new Error(path + " answered " + response.status);
  }
  return response.json();
}

async function show() {
  const [sources, ends, ready] = await Promise.all([
    ask("api/v1/sources"),
    ask("api/v1/ends?limit=" + ENDS_SHOWN),
    ask("health/ready", [200, 503]),
  ]);
  const now = performance.now();
  byId("sources").replaceChildren(...sources.map((view) => source(view, now)));
  byId("ends").hidden = ends.length === 0;
  byId("ends").querySelector("tbody").replaceChildren(...ends.map(end));
  byId("ready").textContent = ready.ok ? "ready" : "not ready";
  byId("ready").className = "pill " + (ready.ok ? "good" : "bad");
  trouble(ready.problems.join(" "));
}

function trouble(text) {
  byId("trouble").textContent = text;
  byId("trouble").hidden = text === "";
}

async function poll() {
  try {
    if (!document.hidden) {
      await show();
    }
  } catch (error) {
    trouble("The daemon does not answer: " + error.message);
    byId("ready").textContent = "";
  }
  setTimeout(poll, INTERVAL_MS);
}

ask("api/v1/build").then(
  (build) => {
    byId("build").textContent = build.version + " · " + build.transport + " · Netty " + build.netty + " · Java " + build.java;
  },
  () => {},
);
poll();
