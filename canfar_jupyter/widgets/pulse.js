// Here I am, and somebody is looking; nothing to see.
import { heartbeat } from "./heartbeat.js";

export default {
  render({ model, el }) {
    model.send({ op: "hello" });
    return heartbeat(el, () => model.send({ op: "beat" }));
  },
};
