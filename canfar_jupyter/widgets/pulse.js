// A heartbeat and nothing to see.
import { heartbeat } from "./heartbeat.js";

export default {
  render({ model, el }) {
    return heartbeat(el, () => model.send({ op: "beat" }));
  },
};
