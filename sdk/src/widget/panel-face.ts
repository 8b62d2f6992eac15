/** What the launcher knows of the panel: a way to show or hide it. */
export type PanelFace = (isOpen: boolean) => void;
