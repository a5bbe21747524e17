import { knownFault } from '../../symptoms/knownFaults.js'
import type { FaultSeen, LogReading, Proof } from '../../symptoms/logReading.js'

/** Enough lines to support a verdict; each fault also lists its own. */
const PROOFS = 10

/** The stable shape of a classification; src/cli/classify.schema.json describes it. */
export function classificationOf(reading: LogReading) {
  const { verdict, codes, direction, organization, addresses, events, faults, masked, ask } = reading
  const [first] = faults
  return {
    verdict,
    ...(first && { fault: first.fault, article: knownFault(first.fault).article }),
    ...(direction !== null && { direction }),
    codes,
    ...(organization !== null && { organization }),
    addresses,
    evidence: evidenceOf(reading),
    ...(ask !== null && { ask }),
    events,
    faults: faults.map(faultOf),
    masked,
  }
}

function faultOf({ bare: _bare, direction, privileges, accessMode, ...fault }: FaultSeen) {
  const { acts, article } = knownFault(fault.fault)
  return {
    ...fault,
    ...(direction !== null && { direction }),
    ...(privileges.length > 0 && { privileges }),
    ...(accessMode !== null && { accessMode }),
    acts,
    article,
  }
}

/** The lines that prove the verdict, in their order. */
function evidenceOf({ verdict, faults }: LogReading): readonly Proof[] {
  const proofs = faults.filter(fault => verdict !== 'sendAs' || isSendAs(fault)).flatMap(({ evidence }) => evidence)
  const lines = new Map(proofs.map(proof => [proof.line, proof]))
  return [...lines.values()].slice(0, PROOFS).toSorted((a, b) => a.line - b.line)
}

function isSendAs({ fault }: FaultSeen): boolean {
  return fault === 'sendAs'
}
