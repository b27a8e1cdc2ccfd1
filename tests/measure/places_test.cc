#include "bench/measure/places.h"

#include <gtest/gtest.h>

#include "tests/support/blocking_socket.h"
#include "tests/support/children.h"
#include "tests/support/pair.h"
#include "tests/support/plugins.h"

namespace tlsbench {
namespace {

class PlacesTest : public testing::Test {
 protected:
  PlacesTest() {
    inputs_.plugins = {PluginFile("fake-honest"), PluginFile("fake-no-context")};
    inputs_.credentials = TestCredentials();
  }

  void Add(LinkKind link, Handshake handshake = Handshake::kFull, const std::string& server = "fake-honest") {
    Cell cell;
    cell.scenario = LocalScenario(kTls13, handshake);
    cell.client = "fake-honest";
    cell.server = server;
    cell.link = link;
    inputs_.cells.push_back(cell);
  }

  RunInputs inputs_;
};

TEST_F(PlacesTest, EachCellOnLoopbackHasAPortOfItsOwn) {
  Add(LinkKind::kLoopback);
  Add(LinkKind::kMemory);
  Add(LinkKind::kLoopback);
  Places places(inputs_, 0);
  places.StartServer(-1, {});
  for (const std::size_t cell : {0U, 2U}) {
    const auto place = places.Of(cell);
    ASSERT_TRUE(place) << place.error();
    EXPECT_NE(place->server, nullptr);
    EXPECT_FALSE(place->issuer || place->new_socket);
    EXPECT_TRUE(Connect(place->address, Soon()));
  }
  EXPECT_FALSE(places.ServerDeath());
  EXPECT_FALSE(places.PathDeath(0)) << "it is on no path";
  EXPECT_TRUE(places.RelaysSoFar().empty());
}

TEST_F(PlacesTest, TicketsThatAreRefusedComeFromAnotherPort) {
  Add(LinkKind::kLoopback, Handshake::kRefusedTicket);
  Add(LinkKind::kLoopback);
  Places places(inputs_, 0);
  places.StartServer(-1, {});
  const auto place = places.Of(0);
  ASSERT_TRUE(place) << place.error();
  ASSERT_TRUE(place->issuer);
  EXPECT_TRUE(Connect(place->address, Soon()) && Connect(*place->issuer, Soon()));
  EXPECT_FALSE(places.Of(1)->issuer);
}

TEST_F(PlacesTest, NoServerIsStartedForNobody) {
  Add(LinkKind::kMemory);
  Add(LinkKind::kLoopback);
  Places places(inputs_, 0);
  places.StartServer(-1, {1});
  EXPECT_TRUE(Children().empty());
  EXPECT_FALSE(places.ServerDeath());
}

TEST_F(PlacesTest, AListenerThatCannotBeCostsItsOwnCellOnly) {
  Add(LinkKind::kLoopback, Handshake::kFull, "fake-no-context");
  Add(LinkKind::kLoopback);
  Places places(inputs_, 0);
  places.StartServer(-1, {});
  EXPECT_EQ(places.Of(0).error(), "scripted refusal of the configuration");
  EXPECT_TRUE(places.Of(1));
}

TEST_F(PlacesTest, ATargetIsSomebodyElsesServer) {
  Add(LinkKind::kTarget);
  inputs_.target.address = "127.0.0.1";
  inputs_.target.port = ListenOnLoopback().value().port;
  const auto place = Places(inputs_, 0).Of(0);
  ASSERT_TRUE(place) << place.error();
  EXPECT_EQ(place->server, nullptr);
  EXPECT_EQ(place->address.Text(), "127.0.0.1");
}

TEST_F(PlacesTest, AServerThatDiedIsTold) {
  Add(LinkKind::kLoopback);
  Places places(inputs_, 0);
  places.StartServer(-1, {});
  KillChildren();
  EXPECT_TRUE(places.ServerDeath());
}

}  // namespace
}  // namespace tlsbench
