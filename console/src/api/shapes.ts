// The shapes of the API as the console reads them.
export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Person {
  id: string;
  name: string;
  email: string;
  role: string;
  disabled?: boolean;
}

export interface Session {
  person: Person;
  workspace: { id: string; name: string; zone: string };
  rights: string[];
}

export interface CustomerRow {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  city: string | null;
  last_seen: string | null;
  order_count: number;
  order_amount: number;
  channels: string[];
}
