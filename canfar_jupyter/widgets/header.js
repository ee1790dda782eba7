// Cloud, project and user; quotas as bars; Refresh.
const NEARLY = 0.8; // share of a quota from which its bar warns

function pair(label, text) {
  const box = document.createElement("span");
  box.className = "cj-pair";
  const name = document.createElement("span");
  name.className = "cj-pair-label";
  name.textContent = label;
  const value = document.createElement("span");
  value.className = "cj-pair-value";
  value.textContent = text;
  box.append(name, " ", value);
  return box;
}

function bar({ label, text, share }) {
  const box = pair(label, text);
  box.classList.add("cj-quota");
  if (share === null) return box;
  const track = document.createElement("span");
  track.className = "cj-track";
  const fill = document.createElement("span");
  fill.className = "cj-fill";
  fill.style.width = `${Math.round(share * 100)}%`;
  const tone = share >= 1 ? "bad" : share >= NEARLY ? "warn" : "good";
  fill.classList.add(`cj-tone-${tone}`);
  track.append(fill);
  box.append(track);
  return box;
}

export default {
  render({ model, el }) {
    const who = document.createElement("div");
    who.className = "cj-who";
    const quotas = document.createElement("div");
    quotas.className = "cj-quotas";
    quotas.setAttribute("role", "group");
    quotas.setAttribute("aria-label", "Quotas");
    const refresh = document.createElement("button");
    refresh.type = "button";
    refresh.className = "cj-button";
    refresh.textContent = "Refresh";
    refresh.title = "Read everything again now; it also happens by itself";
    refresh.addEventListener("click", () => model.send({ op: "refresh" }));
    const stale = document.createElement("div");
    stale.className = "cj-stale cj-tone-warn";
    stale.setAttribute("role", "status");
    const line = document.createElement("div");
    line.className = "cj-header-line";
    line.append(who, quotas, refresh);
    el.append(line, stale);
    const draw = () => {
      who.replaceChildren(
        pair("Cloud", model.get("cloud")),
        pair("Project", model.get("project")),
        pair("User", model.get("user")),
      );
      who.title = model.get("address");
      quotas.replaceChildren(...model.get("quotas").map(bar));
      stale.textContent = model.get("stale");
      stale.hidden = model.get("stale") === "";
    };
    model.on("change", draw);
    draw();
  },
};
