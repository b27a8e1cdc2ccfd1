// Certificates and keys of both local ends, made anew for each run by the openssl command (or one that stands in for
// it: scenario/certificate_command.h) and kept in memory: nothing is committed and nothing stays on disk. Also finds
// the system's roots for remote targets.

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
  std::string key_pem;    // the leaf's
  std::string root_pem;   // what a client trusts
};

// What tells the certificates of one scenario from those of another.
struct CertificateKey {
  Auth auth = Auth::kEcdsaP256;
  unsigned chain_bytes = 0;         // as in Scenario
  unsigned chain_certificates = 2;  // likewise
  bool client = false;              // a client's own

  auto operator<=>(const CertificateKey&) const = default;
};
CertificateKey CertificatesOf(const Scenario& scenario);

// Of a scenario with client_auth.
CertificateKey ClientCertificatesOf(const Scenario& scenario);

// The configuration of one end with its certificates: LocalEndpoint and what `made` has for the scenario. Credentials
// that are not there stay empty.
EndpointConfig EndpointWith(const Scenario& scenario, Role role, const std::map<CertificateKey, Credentials>& made);

// A root, intermediates and a leaf (for kServerName unless it is a client's), all with keys of one kind. A chain of
// `chain_bytes` is padded by an extension of the leaf that means nothing and is not critical. The error is one line in
// words.
tl::expected<Credentials, std::string> MakeCredentials(const CertificateKey& key);

// Makes what both ends of a scenario need and `made` does not hold yet; `on_making`, if any, is called before each.
// Every front end prepares its certificates by this. The optional says why no program on this machine makes them
// (CannotMake); an error is MakeCredentials's.
tl::expected<std::optional<std::string>, std::string> AddCredentials(
    const Scenario& scenario, std::map<CertificateKey, Credentials>& made,
    const std::function<void(const CertificateKey&)>& on_making = nullptr);

// Why no program on this machine makes certificates of that kind, in one line; nullopt if one does. Other reasons why
// MakeCredentials may fail concern all kinds, or what the user typed.
std::optional<std::string> CannotMake(const CertificateKey& key);

// DER bytes of all certificates in a PEM text.
std::size_t DerBytes(std::string_view pem);

// The system's trusted roots, one PEM, the same for every library.
tl::expected<std::string, std::string> SystemRoots();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_CREDENTIALS_H_
