// Makes trials from cells: joins the contexts of a cell's ends (contexts.h) with the place where they meet (places.h).
// A trial that cannot be made ends its cell with the reason. Used by the worker, which owns one factory for as long as
// its trials live. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_RUNNER_FACTORY_H_
#define TLSBENCH_BENCH_MEASURE_RUNNER_FACTORY_H_

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "bench/measure/cell_runner.h"
#include "bench/measure/contexts.h"
#include "bench/measure/places.h"
#include "bench/measure/run_inputs.h"

namespace tlsbench {

class TrialFactory {
 public:
  using TrialOrEnd = tl::expected<std::unique_ptr<Trial>, Outcome>;

  // Loads the plug-ins. `inputs` must outlive the factory. `execution` changes the seed of the paths' losses.
  // `target_answered`: the target answered in an earlier execution, so that a later silence does not end all its rows.
  explicit TrialFactory(const RunInputs& inputs, int execution = 0, bool target_answered = false)
      : inputs_(inputs),
        target_answered_(std::make_shared<bool>(target_answered)),
        contexts_(inputs),
        places_(inputs, execution) {}

  // Returns the places of cells on sockets. They must be started before the first Make.
  Places& places() { return places_; }

  // Sets a function that is called with the cell's index before each handshake on a socket, as a sign of life.
  void OnHandshake(std::function<void(std::size_t)> on_handshake) { on_handshake_ = std::move(on_handshake); }

  // Makes the trial of a cell by its index, or returns how the cell ends.
  TrialOrEnd Make(std::size_t index);

  // Returns the backend of that name, or null if no such plug-in was loaded.
  const Backend* Find(const std::string& name) const { return contexts_.Find(name); }

 private:
  TrialOrEnd MakeMemoryTrial(const Cell& cell, std::unique_ptr<Context> client) const;
  TrialOrEnd MakeSocketTrial(std::size_t index, std::unique_ptr<Context> client);

  const RunInputs& inputs_;
  std::function<void(std::size_t)> on_handshake_ = [](std::size_t) {};
  std::shared_ptr<bool> target_answered_;
  Contexts contexts_;
  Places places_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_RUNNER_FACTORY_H_
