// Makes the contexts of a cell's two ends from backends and scenario, or returns the reason why it cannot. Loads the
// plug-ins. Used by runner_factory.h. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_CONTEXTS_H_
#define TLSBENCH_BENCH_MEASURE_CONTEXTS_H_

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/backend.h"
#include "bench/measure/cell_runner.h"
#include "bench/measure/run_inputs.h"
#include "bench/plugin/loader.h"

namespace tlsbench {

class Contexts {
 public:
  using ContextOrEnd = tl::expected<std::unique_ptr<Context>, Outcome>;

  // Loads the plug-ins. `inputs` must outlive the object.
  explicit Contexts(const RunInputs& inputs);

  // Returns the backend of that name, or null if no such plug-in was loaded.
  const Backend* Find(const std::string& name) const;

  // Returns why the cell is impossible; nullopt if no obstacle is known.
  std::optional<Outcome> WhyNone(const Cell& cell) const;

  ContextOrEnd MakeClient(const Cell& cell) const;
  ContextOrEnd MakeServer(const Cell& cell) const;

 private:
  ContextOrEnd Make(const std::string& name, const EndpointConfig& config) const;
  EndpointConfig ClientConfig(const Cell& cell) const;
  EndpointConfig ServerConfig(const Cell& cell) const;

  const RunInputs& inputs_;
  std::vector<Plugin> plugins_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_CONTEXTS_H_
