import { LabIcon } from '@jupyterlab/ui-components';

// Two racks. The class jp-icon3 makes the fill follow the theme.
const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon3" fill="#616161" d="M3 4h18v6H3zm0 10h18v6H3zm2-8v2h2V6zm0 10v2h2v-2z"/>
</svg>`;

export const cloudIcon = new LabIcon({ name: 'canfar-jupyter:cloud', svgstr });
