import { Globe, Mail, MessageCircle, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";

import classes from "@/pages/desk/Desk.module.css";

const ICONS: Record<string, typeof Globe> = { webchat: Globe, email: Mail, sms: Smartphone };

/** Small badge on the face: which channel the conversation runs on. */
export function ChannelMark({ channel }: { channel: string }) {
  const { t, i18n } = useTranslation();
  const Icon = ICONS[channel] ?? MessageCircle;
  const name = i18n.exists(`channel.${channel}`) ? t(`channel.${channel}`) : channel;
  return (
    <span className={classes.mark} title={name}>
      <Icon size={11} strokeWidth={2.4} role="img" aria-label={name} />
    </span>
  );
}
