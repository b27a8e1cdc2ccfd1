#include "bench/report/report.h"

#include <fmt/format.h>

#include "bench/report/distance.h"
#include "bench/report/floor.h"
#include "bench/report/health_words.h"
#include "bench/report/heap_words.h"
#include "bench/report/instruction_words.h"
#include "bench/report/parity_report.h"
#include "bench/report/spread.h"
#include "bench/report/words.h"

namespace tlsbench {

std::string Report(const RunResults& run, const RunOptions& asked, const TableOptions& options) {
  // On a target nothing is pinned that was not named, and certificates are verified: there is no parity to speak of.
  const bool target = !run.cells.empty() && run.cells.front().link == LinkKind::kTarget;
  const std::string differences = target ? "" : ParityDifferences(run.facts.backends, asked.protocols, options.width);
  const double noise = run.facts.spread ? run.facts.spread->Noise().value_or(0) : 0;
  std::string text = differences + (differences.empty() ? "" : "\n");
  text += Table(run.summaries, options) + "\n";
  text += DistanceWords(run.summaries, options.width);
  text += ResidualWords(run.summaries, options.width);
  text += Words(run.summaries, run.rounds, options.width, noise, asked.sweep);
  text += SpreadWords(run.facts.spread, options.width);
  text += RelayLine(run.facts.relays, options.width);
  text += FloorLine(run.facts.floor, run.summaries);
  const std::string heap = HeapWords(run.summaries, options.width);
  text += (heap.empty() ? "" : "\n") + heap;
  text += InstructionWords(run.summaries, run.facts, options.width);
  text +=
      HealthWords({run.facts.environment, run.facts.load_before, run.facts.load_after}, run.summaries, options.width);
  text += BuildNotes(run.facts.backends, options.width);
  return text;
}

}  // namespace tlsbench
