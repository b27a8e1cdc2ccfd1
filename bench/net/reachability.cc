#include "bench/net/reachability.h"

#include <fmt/format.h>

#include "bench/os/clock.h"

namespace tlsbench {

tl::expected<Probed, std::string> Probe(const HostPort& target, std::chrono::milliseconds timeout) {
  const std::int64_t start = MonotonicNs();
  const auto addresses = LookUp(target, After(timeout));
  if (!addresses) {
    return tl::unexpected(addresses.error());
  }
  Probed probed;
  probed.name_lookup_ms = static_cast<double>(MonotonicNs() - start) / 1e6;
  std::string tried;
  for (const Address& address : *addresses) {
    const auto connection = Connect(address, After(timeout));
    if (connection) {
      probed.address = address.Text();
      return probed;
    }
    tried += fmt::format("{}{}: {}", tried.empty() ? "" : ", ", address.Text(), connection.error());
  }
  return tl::unexpected(fmt::format("cannot reach {} ({})", FormatHostPort(target), tried));
}

}  // namespace tlsbench
