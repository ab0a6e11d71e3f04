/** The header in which activities hear which incident they are for; what logs and traces then name. */
export const incidentHeader = 'mayday-incident';

/** Whom an activity works for. */
export interface ForIncident {
  /** The incident's name, e.g. `INC-V7EER2`. */
  incident: string;
  system: string;
}
