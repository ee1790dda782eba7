// A file of the user's computer, sent piece by piece. See upload_field.py for the reasons.
export function tooLarge(file, model) {
  if (file.size <= model.get("largest")) return "";
  const size = (file.size / 1e9).toFixed(1);
  return model.get("advice").replace("{name}", file.name).replace("{size:.1f}", size);
}

export default {
  render({ model, el }) {
    let chosen = null;
    const file = document.createElement("input");
    file.type = "file";
    file.hidden = true;
    const choose = document.createElement("button");
    choose.type = "button";
    choose.className = "cj-button";
    choose.textContent = "Choose a file of this computer";
    const words = document.createElement("span");
    words.className = "cj-note";
    words.setAttribute("role", "status");
    el.append(choose, file, words);
    const say = (text, tone) => {
      words.textContent = text;
      words.className = `cj-note cj-tone-${tone}`;
    };
    choose.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      chosen = file.files[0];
      file.value = "";
      if (!chosen) return;
      const why = tooLarge(chosen, model);
      if (why) say(why, "bad");
      else {
        say(`${chosen.name}: 0 %`, "busy");
        model.send({ op: "begin", name: chosen.name, size: chosen.size });
      }
    });
    model.on("msg:custom", async (message) => {
      if (message.op === "next" && chosen) {
        const piece = chosen.slice(message.from, message.from + model.get("piece"));
        say(`${chosen.name}: ${Math.floor((100 * message.from) / chosen.size)} %`, "busy");
        try {
          const bytes = await piece.arrayBuffer();
          model.send({ op: "piece", number: message.number }, undefined, [bytes]);
        } catch {
          say(`${chosen.name} cannot be read.`, "bad");
        }
      } else if (message.op === "done" && chosen) say(`${chosen.name} is here.`, "good");
      else if (message.op === "failed") say(message.text, "bad");
      else if (message.op === "forgotten") say("", "quiet");
    });
  },
};
