// OpenOptions::writes, in every backend: what a library writes to its transport, call by call, is what it sends.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "bench/plugin/loader.h"
#include "bench/scenario/credentials.h"
#include "bench/scenario/endpoint.h"
#include "bench/scenario/scenario.h"
#include "tests/support/folders.h"

namespace tlsbench {
namespace {

std::vector<const Backend*> Backends(std::string_view prefix = "") {
  std::vector<const Backend*> backends;
  for (const std::string& file : FindPlugins(kPluginFolder)) {
    if (const auto plugin = LoadPlugin(file); plugin && plugin->backend->name().starts_with(prefix)) {
      backends.push_back(plugin->backend);
    }
  }
  return backends;
}

// Makes a server's flight of more than 20 kB.
const Credentials& LongChain() {
  static const Credentials credentials = MakeCredentials({Auth::kEcdsaP256, 20000}).value();
  return credentials;
}

std::size_t Sum(const std::vector<std::size_t>& writes) {
  return std::accumulate(writes.begin(), writes.end(), std::size_t{0});
}

class WritesTest : public testing::TestWithParam<const Backend*> {
 protected:
  void Open(const Credentials& credentials) {
    Scenario scenario;
    scenario.cipher_suite = DefaultCipherSuite(kTls13, Auth::kEcdsaP256);
    scenario.group = kGroupX25519;
    EndpointConfig client = LocalEndpoint(scenario, Role::kClient);
    client.trust_anchors_pem = credentials.root_pem;
    EndpointConfig server = LocalEndpoint(scenario, Role::kServer);
    server.certificate_chain_pem = credentials.chain_pem;
    server.private_key_pem = credentials.key_pem;
    std::string error;
    client_context_ = GetParam()->MakeContext(client, error);
    server_context_ = GetParam()->MakeContext(server, error);
    ASSERT_TRUE(client_context_ && server_context_) << error;
    OpenOptions options;
    options.writes = &client_writes_;
    client_ = client_context_->Open(options);
    options.writes = &server_writes_;
    server_ = server_context_->Open(options);
    ASSERT_TRUE(client_ && server_);
  }

  std::unique_ptr<Context> client_context_;
  std::unique_ptr<Context> server_context_;
  std::vector<std::size_t> client_writes_;  // before the connections, which borrow them
  std::vector<std::size_t> server_writes_;
  std::unique_ptr<Connection> client_;
  std::unique_ptr<Connection> server_;
};

TEST_P(WritesTest, AddUpToWhatIsSent) {
  ASSERT_NO_FATAL_FAILURE(Open(MakeCredentials({Auth::kEcdsaP256}).value()));
  Buffer from_client;
  Buffer from_server;
  Buffer plaintext;
  client_->Feed({}, plaintext, from_client);
  EXPECT_EQ(client_writes_, std::vector{from_client.size()}) << "one record, one write";
  server_->Feed(from_client, plaintext, from_server);
  const std::size_t hello = from_client.size();
  EXPECT_EQ(client_->Feed(from_server, plaintext, from_client), State::kOpen) << client_->failure().reason;
  const std::string request = "request";
  client_->Write({reinterpret_cast<const std::uint8_t*>(request.data()), request.size()}, from_client);
  server_->Feed(Bytes(from_client).subspan(hello), plaintext, from_server);
  server_->Flush(from_server);
  client_->Close(from_client);
  EXPECT_EQ(Sum(client_writes_), from_client.size());
  EXPECT_EQ(Sum(server_writes_), from_server.size());
  EXPECT_TRUE(std::all_of(client_writes_.begin(), client_writes_.end(), [](std::size_t one) { return one > 0; }));
}

std::string BackendName(const testing::TestParamInfo<const Backend*>& info) {
  std::string name(info.param->name());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char ch) { return std::isalnum(ch) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, WritesTest, testing::ValuesIn(Backends()), BackendName);

// OpenSSL gathers 4 kB of a flight before it writes, and what is larger than that goes by itself. In others such a
// chain has no meaning: GnuTLS sends an intermediate once, the null backend none.
class LongFlightTest : public WritesTest {};

TEST_P(LongFlightTest, ComesInSeveralWritesWhoseSumItIs) {
  ASSERT_NO_FATAL_FAILURE(Open(LongChain()));
  Buffer from_client;
  Buffer from_server;
  Buffer plaintext;
  client_->Feed({}, plaintext, from_client);
  server_->Feed(from_client, plaintext, from_server);
  EXPECT_GT(from_server.size(), 20000U);
  EXPECT_EQ(Sum(server_writes_), from_server.size());
  EXPECT_GE(server_writes_.size(), 3U);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LongFlightTest);
INSTANTIATE_TEST_SUITE_P(All, LongFlightTest, testing::ValuesIn(Backends("openssl")), BackendName);

}  // namespace
}  // namespace tlsbench
