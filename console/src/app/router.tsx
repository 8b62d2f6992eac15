import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";

import { areas } from "@/app/areas";
import { Shell } from "@/app/shell/Shell";
import { Broken } from "@/app/Broken";
import { NotThere } from "@/app/NotThere";
import SignIn from "@/pages/signin/SignIn";
import { Loading } from "@/shared/Loading";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotThere });
const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignIn });
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Shell });

const pages = areas.flatMap((area) =>
  area.pages.map((page) =>
    createRoute({
      getParentRoute: () => inside,
      path: page.path,
      staticData: { area: area.name, fills: page.fills ?? false, right: area.right ?? [] },
      component: lazyRouteComponent(page.load),
    }),
  ),
);

export const router = createRouter({
  routeTree: root.addChildren([signIn, inside.addChildren(pages)]),
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotThere,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    area?: string;
    fills?: boolean;
    right?: string | string[];
  }
}
