// Starts and holds what cells on sockets need: the server process of loopback and paths, the emulated paths, and the
// addresses at which a cell's client finds its server. If something could not be started, each cell that needs it gets
// the reason. Used by runner_factory.h; lives as long as the trials. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_PLACES_H_
#define TLSBENCH_BENCH_MEASURE_PLACES_H_

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "bench/link/server_process.h"
#include "bench/measure/run_inputs.h"
#include "bench/net/address.h"
#include "bench/net/path_process.h"

namespace tlsbench {

struct Place {
  Address address;
  std::optional<Address> issuer;                              // a server whose tickets the one at `address` cannot read
  std::function<tl::expected<Fd, std::string>()> new_socket;  // makes a socket on a path; empty on other links
  ServerProcess* server = nullptr;                            // null on a target
};

class Places {
 public:
  // `inputs` must outlive the object. `execution` changes the seed of the paths' losses.
  Places(const RunInputs& inputs, int execution) : inputs_(inputs), execution_(execution) {}

  // Starts the paths that the cells name, and one server process for all cells that need one, except those in `skip`.
  // Each cell has a port of its own. The server is pinned to core `core`; -1 pins it to none. Call it before the first
  // Of.
  void StartServer(int core, const std::vector<std::size_t>& skip);

  // Returns how the server process crashed or that it hangs, as text; nullopt if there is no server or it answers.
  std::optional<std::string> ServerDeath() { return server_ ? server_->Death() : std::nullopt; }

  // Returns the same for a cell's path.
  std::optional<std::string> PathDeath(std::size_t cell);

  // Returns what the relays did so far, by path.
  std::vector<std::pair<PathConditions, RelayFacts>> RelaysSoFar();

  // Returns the place of a cell on sockets, by its index, or why it has none. This object must outlive the place.
  tl::expected<Place, std::string> Of(std::size_t cell);

 private:
  // Holds an emulated path, which several cells may share.
  struct Path {
    PathConditions conditions;
    tl::expected<PathProcess, std::string> process;
  };

  Path& PathOf(const PathConditions& conditions);
  tl::expected<Fd, std::string> ListenOnPath(std::size_t cell);
  void AddListeners(std::size_t index, std::vector<ListenerRequest>& requests, std::vector<Fd>& sockets);

  const RunInputs& inputs_;
  int execution_;
  std::optional<ServerProcess> server_;
  std::string no_server_;                           // why there is no server
  std::map<std::size_t, std::size_t> listener_of_;  // from a cell to its first entry in the server's port list
  std::list<Path> paths_;                           // one for each set of conditions
  std::map<std::size_t, std::vector<Address>> at_;  // from a cell on a path to the addresses of its listeners
  std::map<std::size_t, std::string> no_path_;      // why a cell has no path
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_PLACES_H_
