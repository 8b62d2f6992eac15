import { Users } from "lucide-react";

import type { Area } from "@/app/areas";

export const area: Area = {
  name: "customers",
  group: "insight",
  icon: Users,
  to: "/customers",
  right: "customers.read",
  order: 1,
  letter: "c",
  pages: [
    { path: "/customers", load: () => import("@/pages/customers/Customers") },
    { path: "/customers/$customer", load: () => import("@/pages/customers/CustomerPage") },
  ],
};
