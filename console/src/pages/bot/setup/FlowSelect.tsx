import { Select, type SelectProps } from "@mantine/core";

import { useAnswer } from "@/api/queries";
import type { Page } from "@/api/shapes";

interface Named {
  id: string;
  name: string;
}

/** A flow to lead into, by name. */
export function FlowSelect(props: SelectProps) {
  const { data } = useAnswer<Page<Named>>("/flows", { limit: 200 });
  return <Select searchable {...props} data={(data?.items ?? []).map((one) => ({ value: one.id, label: one.name || one.id }))} />;
}
