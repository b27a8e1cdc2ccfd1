// The JSON of scenarios and of what tells certificates apart: between parent and worker (worker/messages.cc) and
// between worker and server process (link/server_process.cc, link/server_main.cc). Both ends are the same binary, so
// the keys are the members' names.

#ifndef TLSBENCH_BENCH_SCENARIO_SCENARIO_JSON_H_
#define TLSBENCH_BENCH_SCENARIO_SCENARIO_JSON_H_

#include <nlohmann/json.hpp>

#include "bench/scenario/credentials.h"
#include "bench/scenario/scenario.h"

namespace tlsbench {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Scenario, protocol, handshake, auth, cipher_suite, group, tickets, as_shipped,
                                   chain_bytes, client_auth, chain_certificates, offered_groups, stateful_tickets,
                                   renew_tickets, reuse_tickets, middlebox, grease, certificate_compression)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CertificateKey, auth, chain_bytes, chain_certificates, client)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Credentials, chain_pem, key_pem, root_pem)

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_SCENARIO_JSON_H_
