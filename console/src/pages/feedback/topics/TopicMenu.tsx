import { ActionIcon, Menu } from "@mantine/core";
import { GitMerge, MoreHorizontal, Pencil, Pin, Split } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Topic } from "@/pages/feedback/shapes";
import { MergeDialog, NameDialog, PinDialog, SplitDialog } from "@/pages/feedback/topics/dialogs";

const DEEDS = { name: Pencil, pin: Pin, merge: GitMerge, split: Split } as const;
type Deed = keyof typeof DEEDS;
const DIALOGS = { name: NameDialog, pin: PinDialog, merge: MergeDialog, split: SplitDialog };

/** What a person may do to a topic; all of it can be taken back. */
export function TopicMenu({ topic, all }: { topic: Topic; all: Topic[] }) {
  const { t } = useTranslation("feedback");
  const [deed, setDeed] = useState<Deed | null>(null);
  const others = all.filter((one) => one.id !== topic.id && one.family === topic.family);
  const Dialog = deed ? DIALOGS[deed] : null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("topics.shape", { name: topic.name })}>
            <MoreHorizontal size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(Object.keys(DEEDS) as Deed[]).map((one) => {
            const Icon = DEEDS[one];
            return (
              <Menu.Item
                key={one}
                leftSection={<Icon size={15} aria-hidden />}
                disabled={one === "merge" && others.length === 0}
                onClick={() => setDeed(one)}
              >
                {t(`deed.${one}`)}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog topic={topic} others={others} onClose={() => setDeed(null)} />}
    </>
  );
}
