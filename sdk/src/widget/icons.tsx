const stroke = {
  width: 24,
  height: 24,
  viewBox: "0 0 24 24",
  fill: "none",
  stroke: "currentColor",
  "stroke-width": 2,
  "stroke-linecap": "round",
  "stroke-linejoin": "round",
  "aria-hidden": true,
} as const;

export const CloseIcon = () => (
  <svg {...stroke}>
    <path d="m6 9 6 6 6-6" />
  </svg>
);
export const SendIcon = () => (
  <svg {...stroke}>
    <path d="M12 19V5M5 12l7-7 7 7" />
  </svg>
);
export const StarIcon = () => (
  <svg {...stroke}>
    <path d="m12 3 2.7 5.6 6.3.9-4.5 4.3 1 6.2-5.5-3-5.5 3 1-6.2L3 9.5l6.3-.9z" />
  </svg>
);
export const BackIcon = () => (
  <svg {...stroke} class="small">
    <path d="m15 6-6 6 6 6" />
  </svg>
);
export const MoreIcon = () => (
  <svg {...stroke} class="small">
    <path d="m9 6 6 6-6 6" />
  </svg>
);
export const MenuIcon = () => (
  <svg {...stroke} class="small">
    <path d="M4 7h16M4 12h16M4 17h10" />
  </svg>
);
export const PersonIcon = () => (
  <svg {...stroke} class="small">
    <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20a7 7 0 0 1 14 0" />
  </svg>
);
export const FileIcon = () => (
  <svg {...stroke} class="small">
    <path d="M12 4v11m-4-4 4 4 4-4M5 20h14" />
  </svg>
);
