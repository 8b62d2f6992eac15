import { Button, Group, Modal, Stack, Text, ThemeIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useAnswer } from "@/api/queries";
import { useFormats } from "@/i18n/format";
import type { Say } from "@/pages/audiences/sentence";
import type { Audience, AudienceMember, Why } from "@/pages/audiences/shapes";
import { type Reason, reasonsOf } from "@/pages/audiences/why";
import { ErrorState } from "@/shared/ErrorState";
import { Loading } from "@/shared/Loading";

interface WhyDialogProps {
  audience: Audience;
  member: AudienceMember | null;
  onClose: () => void;
}

/** Each condition of the rule, whether it holds now, and the figure behind it. */
export function WhyDialog({ audience, member, onClose }: WhyDialogProps) {
  const { t } = useTranslation("audiences");
  const name = member?.name || t("common:someone");
  return (
    <Modal
      opened={member !== null}
      onClose={onClose}
      size="lg"
      title={t("why.title", { name })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {member && <Reasons audience={audience} id={member.id} />}
    </Modal>
  );
}

function Reasons({ audience, id }: { audience: Audience; id: string }) {
  const { t } = useTranslation("audiences");
  const { data, error } = useAnswer<Why>(`/audiences/${audience.id}/members/${id}`);
  if (error) return <ErrorState error={error} />;
  if (!data) return <Loading lines={4} />;
  return (
    <Stack gap="md">
      {reasonsOf(audience.rule, data.explanation, t as Say).map((reason) => (
        <ReasonLine key={reason.key} reason={reason} />
      ))}
      <Group justify="flex-end">
        <Button component={Link} to={`/customers/${id}`} variant="default">
          {t("why.profile")}
        </Button>
      </Group>
    </Stack>
  );
}

function ReasonLine({ reason }: { reason: Reason }) {
  const { t } = useTranslation("audiences");
  const { moment } = useFormats();
  const Icon = reason.holds ? Check : X;
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon size={24} radius="xl" variant="light" color={reason.holds ? "teal" : "red"}>
        <Icon size={14} aria-label={t(reason.holds ? "why.holds" : "why.fails")} />
      </ThemeIcon>
      <div>
        <Text size="sm" fw={600}>
          {reason.condition}
        </Text>
        <Text size="sm" c="dimmed">
          {reason.fact}
          {reason.changesAt && ` · ${t("why.changes", { at: moment(reason.changesAt) })}`}
        </Text>
      </div>
    </Group>
  );
}
