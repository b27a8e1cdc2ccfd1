#include "bench/cli/path_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <tl/expected.hpp>

#include "bench/text/quantities.h"

namespace tlsbench {
namespace {

using Words = std::vector<std::string>;
using Mistake = std::optional<std::string>;

constexpr int kMinMtu = 576;  // every IPv4 host must accept it, and TCP's least segment needs it (RFC 9293, 3.7.1)
constexpr int kMaxMtu = 65535;
constexpr std::size_t kLongestCongestionName = 15;  // TCP_CA_NAME_MAX of Linux, less its final zero

// Multiplies `paths` by the values of one option; without a value they stay as they are.
template <class Field, class Parse>
Mistake Multiply(const Words& words, Parse parse, Field PathConditions::*field, std::vector<PathConditions>& paths) {
  std::vector<PathConditions> multiplied;
  for (const PathConditions& path : paths) {
    for (const std::string& word : words) {
      const auto value = parse(word);
      if (!value) {
        return value.error();
      }
      multiplied.push_back(path);
      multiplied.back().*field = *value;
    }
  }
  if (!words.empty()) {
    paths = std::move(multiplied);
  }
  return std::nullopt;
}

Mistake ReadPaths(const RawPath& raw, std::vector<PathConditions>& paths) {
  const auto duration = [](const char* option) {
    return [=](const std::string& word) { return ParseDurationUs(option, word); };
  };
  paths = {PathConditions()};
  Mistake mistake = Multiply(raw.rtts, duration("--rtt"), &PathConditions::rtt_us, paths);
  const auto next = [&](const Words& words, auto parse, auto field) {
    mistake = mistake ? mistake : Multiply(words, parse, field, paths);
  };
  next(raw.jitters, duration("--jitter"), &PathConditions::jitter_us);
  next(
      raw.losses, [](const std::string& word) { return ParseLossPercent("--loss", word); },
      &PathConditions::loss_percent);
  next(
      raw.rates, [](const std::string& word) { return ParseRateMbit("--rate", word); },
      &PathConditions::rate_mbit_per_s);
  next(
      raw.mtus, [](const std::string& word) { return ParseBytes("--mtu", word, kMinMtu, kMaxMtu); },
      &PathConditions::mtu_bytes);
  return mistake;
}

Mistake ReadTransport(const RawPath& raw, Transport& transport) {
  if (raw.write_mode != "flight" && raw.write_mode != "library") {
    return fmt::format("unknown write mode '{}'; there are flight, library", raw.write_mode);
  }
  if (raw.congestion.size() > kLongestCongestionName || raw.congestion.find_first_of(" ,") != std::string::npos) {
    return fmt::format("'{}' is no congestion control; write one name, such as cubic", raw.congestion);
  }
  transport = {raw.nagle, raw.write_mode == "library", raw.fast_open, raw.congestion};
  return std::nullopt;
}

bool Has(const std::vector<LinkKind>& links, LinkKind link) {
  return std::find(links.begin(), links.end(), link) != links.end();
}

Mistake CheckLinks(const RawPath& raw, bool links_named, const RunOptions& options) {
  const bool path = !options.target && Has(options.links, LinkKind::kPath);
  if (raw.Given() && options.target) {
    return "--rtt, --jitter, --loss, --rate and --mtu are for the path link; a target is as far away as it is";
  }
  if (raw.Given() && links_named && !path) {
    return "--rtt, --jitter, --loss, --rate and --mtu are for the path link, which --link does not name";
  }
  if (path && raw.rtts.empty()) {
    return "the path link needs a round-trip time: --rtt 50ms, or --rtt 0 for none";
  }
  const bool sockets = options.target || path || Has(options.links, LinkKind::kLoopback);
  if (raw.TransportGiven() && !sockets) {
    return "--nagle, --write-mode, --congestion and --fast-open are for TCP, and this run has no link with it";
  }
  return std::nullopt;
}

Mistake CheckPath(const PathConditions& path, std::chrono::milliseconds timeout) {
  if (path.jitter_us > path.rtt_us) {
    return fmt::format("--jitter {} ms on a round trip of {} ms: packets would arrive before they were sent",
                       Plain(static_cast<double>(path.jitter_us) / 1000),
                       Plain(static_cast<double>(path.rtt_us) / 1000));
  }
  // Connecting takes one round trip, the longest handshakes two, and each wait has this limit.
  if (2 * (path.rtt_us + path.jitter_us) >= std::chrono::microseconds(timeout).count()) {
    return fmt::format("--rtt {} ms leaves no time for a handshake within --timeout {} s",
                       Plain(static_cast<double>(path.rtt_us) / 1000),
                       Plain(static_cast<double>(timeout.count()) / 1000));
  }
  return std::nullopt;
}

}  // namespace

void AddPathOptions(OptionSet& options, RawPath& raw) {
  options.List("--rtt", raw.rtts,
               "Round-trip times of an emulated path between two network namespaces, with the kernel's own TCP: 50ms");
  options.List("--jitter", raw.jitters, "The path's round trips take so much more or less: 5ms");
  options.List("--loss", raw.losses, "The path loses this part of the packets, each way; --seed decides which: 1%");
  options.List("--rate", raw.rates, "The path carries so much a second, each way: 10mbit");
  options.List("--mtu", raw.mtus, "The path's largest packets, in bytes; else 1500");
  options.Flag("--nagle", raw.nagle, "Leave Nagle's algorithm on: small segments wait for an ACK");
  options.Value("--write-mode", &raw.write_mode, "MODE",
                "flight: one send for each flight; library: as many as the library makes");
  options.Value("--congestion", &raw.congestion, "NAME", "TCP's congestion control; else cubic on a path");
  options.Flag("--fast-open", raw.fast_open, "TCP Fast Open: the ClientHello in the SYN");
}

std::optional<std::string> ConvertPath(const RawPath& raw, bool links_named, RunOptions& options) {
  if (raw.Given() && !links_named && !options.target) {
    options.links = {LinkKind::kPath};
  }
  Mistake mistake = CheckLinks(raw, links_named, options);
  mistake = mistake ? mistake : ReadPaths(raw, options.paths);
  mistake = mistake ? mistake : ReadTransport(raw, options.transport);
  for (const PathConditions& path : options.paths) {
    mistake = mistake ? mistake : CheckPath(path, options.timeout);
  }
  return mistake;
}

}  // namespace tlsbench
