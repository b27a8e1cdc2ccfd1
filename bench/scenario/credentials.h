// Makes certificates and keys of both local ends, new for each run, by the openssl command (or one that takes its
// place: scenario/certificate_command.h). They are kept in memory: nothing is committed and nothing stays on disk. Also
// finds the system's roots for remote targets.

#ifndef TLSBENCH_BENCH_SCENARIO_CREDENTIALS_H_
#define TLSBENCH_BENCH_SCENARIO_CREDENTIALS_H_

#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "bench/scenario/scenario.h"

namespace tlsbench {

struct Credentials {
  std::string chain_pem;  // leaf, then intermediates
  std::string key_pem;    // of the leaf
  std::string root_pem;   // what a client trusts
};

// Identifies the certificates of a scenario: scenarios with equal keys share their certificates.
struct CertificateKey {
  Auth auth = Auth::kEcdsaP256;
  unsigned chain_bytes = 0;         // as in Scenario
  unsigned chain_certificates = 2;  // likewise
  bool client = false;              // for a client

  auto operator<=>(const CertificateKey&) const = default;
};
CertificateKey CertificatesOf(const Scenario& scenario);

// Returns the key of the client's certificates; only for a scenario with client_auth.
CertificateKey ClientCertificatesOf(const Scenario& scenario);

// Returns the configuration of one end with its certificates: LocalEndpoint, and the credentials in `made` for the
// scenario. Those that `made` lacks stay empty.
EndpointConfig EndpointWith(const Scenario& scenario, Role role, const std::map<CertificateKey, Credentials>& made);

// Makes a root, intermediates and a leaf (for kServerName unless it is a client's), all with keys of one type. To reach
// `chain_bytes` the leaf is padded by an extension that means nothing and is not critical. The error is one line.
tl::expected<Credentials, std::string> MakeCredentials(const CertificateKey& key);

// Makes the credentials that both ends of a scenario need and `made` does not hold yet; `on_making`, if any, is called
// before each. Every front end prepares its certificates by this function. The optional holds the reason why no program
// on this machine can make them (CannotMake); the error comes from MakeCredentials.
tl::expected<std::optional<std::string>, std::string> AddCredentials(
    const Scenario& scenario, std::map<CertificateKey, Credentials>& made,
    const std::function<void(const CertificateKey&)>& on_making = nullptr);

// Returns the reason, one line, why no program on this machine makes certificates of that type; nullopt if one does.
// Other reasons why MakeCredentials may fail concern all types, or what the user typed.
std::optional<std::string> CannotMake(const CertificateKey& key);

// Returns the DER bytes of all certificates in a PEM text.
std::size_t DerBytes(std::string_view pem);

// Returns the system's trusted roots, one PEM text, the same for every library.
tl::expected<std::string, std::string> SystemRoots();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_CREDENTIALS_H_
