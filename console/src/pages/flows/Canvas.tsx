// The flow as a picture: laid out by itself, always whole, never dragged into a mess.
import "@xyflow/react/dist/style.css";

import { useComputedColorScheme } from "@mantine/core";
import { Background, Controls, type Edge, type Node, ReactFlow, ReactFlowProvider, useNodesState, useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useEditing } from "@/pages/flows/editing";
import { framed, HEIGHT, type Line, linesOf, type Placed, placesOf, WIDTH } from "@/pages/flows/layout";
import { PlusEdge } from "@/pages/flows/PlusEdge";
import { BackNode, StartNode, StepNode, StopNode } from "@/pages/flows/StepNode";

const nodeTypes = { step: StepNode, start: StartNode, stop: StopNode, back: BackNode };
const edgeTypes = { plus: PlusEdge };

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}

function nodeOf({ id, x, y, kind, to }: Placed): Node {
  const size = kind === "step" ? { width: WIDTH, height: HEIGHT } : {};
  return { id, type: kind, position: { x, y }, data: { to }, ...size };
}

function edgeOf({ id, source, target, slot }: Line): Edge {
  return { id, source, target, type: "plus", data: { slot }, focusable: false };
}

function Drawing() {
  const { t } = useTranslation("flows");
  const { draft, choose } = useEditing();
  const { setViewport } = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const dark = useComputedColorScheme("light") === "dark";
  const places = useMemo(() => placesOf(draft.graph), [draft.graph]);
  const edges = useMemo(() => linesOf(draft.graph).map(edgeOf), [draft.graph]);
  const [nodes, setNodes, onNodesChange] = useNodesState<Node>(places.map(nodeOf));
  const shape = places.map(({ id, x, y }) => `${id} ${x} ${y}`).join();

  useEffect(() => {
    // What React Flow measured stays with the node, so lines do not blink.
    setNodes((known) => places.map((place) => ({ ...known.find(({ id }) => id === place.id), ...nodeOf(place) })));
    if (width && height) void setViewport(framed(places, width, height));
    // Only when something moved: typing a text must not move the picture.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [shape, width, height]);

  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      elementsSelectable={false}
      deleteKeyCode={null}
      colorMode={dark ? "dark" : "light"}
      minZoom={0.3}
      maxZoom={1.5}
      onPaneClick={() => choose(null)}
      proOptions={{ hideAttribution: true }}
      ariaLabelConfig={{
        "controls.ariaLabel": t("canvas.label"),
        "controls.zoomIn.ariaLabel": t("canvas.zoomIn"),
        "controls.zoomOut.ariaLabel": t("canvas.zoomOut"),
        "controls.fitView.ariaLabel": t("canvas.fit"),
      }}
    >
      <Background gap={22} />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}
