// What the project has, what it would have after this launch, and what it may have.
export default {
  render({ model, el }) {
    const list = document.createElement("ul");
    list.className = "cj-quota-bars";
    list.setAttribute("aria-label", "Quotas after this launch");
    el.append(list);
    const draw = () => {
      list.replaceChildren(
        ...model.get("rows").map((quota) => {
          const item = document.createElement("li");
          const words = document.createElement("span");
          words.textContent = quota.text;
          item.append(words);
          if (quota.limit !== null) {
            const track = document.createElement("span");
            track.className = "cj-track";
            const share = (part) => `${Math.min(100, (100 * part) / Math.max(quota.limit, 1e-9))}%`;
            const now = document.createElement("span");
            now.className = "cj-fill";
            now.style.width = share(quota.used);
            const more = document.createElement("span");
            more.className = `cj-fill ${quota.over ? "cj-tone-bad" : "cj-tone-more"}`;
            more.style.left = share(quota.used);
            more.style.width = share(Math.min(quota.more, Math.max(0, quota.limit - quota.used)));
            if (quota.over) more.style.cssText = "left: 0; width: 100%";
            track.append(now, more);
            item.append(track);
          }
          return item;
        }),
      );
    };
    model.on("change:rows", draw);
    draw();
  },
};
