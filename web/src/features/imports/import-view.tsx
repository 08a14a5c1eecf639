import { CheckStep } from './check-step'
import { DetectedStep } from './detected-step'
import { MapStep } from './map-step'
import { AwaitingUpload, Committing, Reading } from './progress-views'
import type { Import, Verdict } from './requests'
import { Result } from './result'
import type { Step } from './states'
import { StepsBar } from './steps-bar'

export interface ImportSearch {
  step?: Step | undefined
  verdict?: Verdict | 'all' | undefined
}

/** An import, by where it stands; of a planned one the address says which step is shown. */
export function ImportView({ import_, search }: { import_: Import; search: ImportSearch }) {
  switch (import_.state) {
    case 'awaiting_upload':
      return (
        <>
          <StepsBar at="upload" import_={import_} />
          <AwaitingUpload import_={import_} />
        </>
      )
    case 'reading':
    case 'planned': {
      const step = search.step ?? 'check'
      return (
        <>
          <StepsBar at={step} import_={import_} />
          {import_.state === 'reading' && (!import_.detected || step !== 'map') ? (
            <Reading import_={import_} />
          ) : step === 'detected' ? (
            <DetectedStep import_={import_} />
          ) : step === 'map' ? (
            <MapStep import_={import_} />
          ) : (
            <CheckStep import_={import_} verdict={search.verdict} />
          )}
        </>
      )
    }
    case 'committing':
      return (
        <>
          <StepsBar at="import" import_={import_} />
          <Committing import_={import_} />
        </>
      )
    default:
      return (
        <>
          {/* What ended before it wrote anything did not take the other steps. */}
          {import_.committed_at && <StepsBar at="result" import_={import_} />}
          <Result import_={import_} verdict={search.verdict} />
        </>
      )
  }
}
