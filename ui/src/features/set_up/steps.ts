export const steps = ["host", "domain", "records", "mailbox", "test"] as const;
export type Step = (typeof steps)[number];

export const stepOf = (text: string | undefined): Step => steps.find((step) => step === text) ?? "host";

export const after = (step: Step): Step | undefined => steps[steps.indexOf(step) + 1];
