#include "bench/report/report.h"

#include <fmt/format.h>

#include "bench/report/findings.h"
#include "bench/report/first_byte_by_rtt.h"
#include "bench/report/floor_line.h"
#include "bench/report/heap_text.h"
#include "bench/report/instruction_text.h"
#include "bench/report/library_defaults_text.h"
#include "bench/report/machine_text.h"
#include "bench/report/spread_text.h"

namespace tlsbench {

std::string Report(const RunResults& run, const TableOptions& options) {
  // On a target nothing is pinned except what was named, and certificates are verified, so there is no parity to
  // report.
  const bool target = !run.cells.empty() && run.cells.front().link == LinkKind::kTarget;
  const std::string differences =
      target ? "" : ParityDifferences(run.facts.backends, run.facts.protocols, options.width);
  const double noise = run.facts.spread ? run.facts.spread->Noise().value_or(0) : 0;
  std::string text = differences + (differences.empty() ? "" : "\n");
  text += Table(run.summaries, options) + "\n";
  text += FirstByteText(run.summaries, options.width);
  text += ResidualText(run.summaries, options.width);
  text += Findings(run.summaries, run.rounds, options.width, noise, run.facts.sweep);
  text += SpreadText(run.facts.spread, options.width);
  text += RelayLine(run.facts.relays, options.width);
  text += FloorLine(run.facts.floor, run.summaries);
  const std::string heap = HeapText(run.summaries, options.width);
  text += (heap.empty() ? "" : "\n") + heap;
  text += InstructionText(run.summaries, run.facts, options.width);
  text +=
      MachineText({run.facts.environment, run.facts.load_before, run.facts.load_after}, run.summaries, options.width);
  text += BuildNotes(run.facts.backends, options.width);
  return text;
}

}  // namespace tlsbench
