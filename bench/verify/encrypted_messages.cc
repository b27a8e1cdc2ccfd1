#include "bench/verify/encrypted_messages.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tlsbench {

std::optional<std::string> WrongMessages(const Scenario& scenario, const std::vector<FlightRecord>& flights) {
  std::string all;
  bool accepts_early_data = false;
  for (const FlightRecord& flight : flights) {
    all += flight.messages + " ";
    accepts_early_data |= flight.accepts_early_data;
  }
  const bool early_data = scenario.handshake == Handshake::kEarlyData;
  if (accepts_early_data != early_data && all.find("EncryptedExtensions[") != std::string::npos) {
    return fmt::format("the EncryptedExtensions {} early_data", accepts_early_data ? "has" : "has no");
  }
  if (!scenario.tls13() || all.find("encrypted[") != std::string::npos) {
    return std::nullopt;
  }
  const auto differs = [&](std::string_view message, bool expected) {
    return (all.find(message) != std::string::npos) != expected;
  };
  const bool full = !scenario.resumes();
  const std::pair<std::string_view, bool> expectations[] = {
      {"CertificateRequest[", full && scenario.client_auth != Auth::kNone},
      {"CompressedCertificate[", full && scenario.certificate_compression},
      {"EndOfEarlyData[", early_data},
      {"HelloRetryRequest[", scenario.hello_retry()}};
  for (const auto& [message, expected] : expectations) {
    if (differs(message, expected)) {
      return fmt::format("among the messages is {} {}", expected ? "no" : "a", message.substr(0, message.size() - 1));
    }
  }
  return std::nullopt;
}

}  // namespace tlsbench
