/** Signs of little worth that the server gives; a person judges them. */
export const FLAGS = ["speeding", "straight_lining", "same_text", "same_device", "same_address", "trap", "rush"];
