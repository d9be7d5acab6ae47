#include "http/server.hpp"

#include "http/test_server.hpp"

namespace mailapp::http {
namespace {

using namespace std::chrono_literals;

TEST(ServerStreams, StreamsPartByPart) {
    Server server(local_options(), [](RawRequest) {
        auto response = text_response(200, "");
        response.stream = [n = 0]() mutable { return ++n <= 100 ? std::string(10'000, 'a') : std::string(); };
        return response;
    });
    TestClient client(server.ports()[0]);
    for (int i = 0; i < 2; ++i) {
        auto reply = client.ask(get);
        EXPECT_TRUE(reply.has("transfer-encoding: chunked"));
        EXPECT_TRUE(reply.body == std::string(1'000'000, 'a')) << reply.body.size();
    }
    TestClient old(server.ports()[0]);
    EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").body.size(), 1'000'000U);
}

TEST(ServerStreams, AFailedStreamHasNoLastChunk) {
    Server server(local_options(), [](RawRequest) {
        auto response = text_response(200, "");
        response.stream = [n = 0]() mutable -> std::string {
            if (++n > 1) throw std::runtime_error("gone");
            return "part";
        };
        return response;
    });
    TestClient client(server.ports()[0]);
    client.send(get);
    auto all = client.read_to_end();
    EXPECT_TRUE(all.ends_with("4\r\npart\r\n")) << all;
}

TEST(ServerStreams, LetsGoOfAStreamWhenTheClientLeaves) {
    EndlessStream endless;
    Server server(local_options(), [&](RawRequest) { return endless.response(); });
    {
        TestClient client(server.ports()[0]);
        client.send(get);
        EXPECT_EQ(client.take(1'000'000).size(), 1'000'000U);
    }
    EXPECT_TRUE(endless.is_released());
}

TEST(ServerStreams, DropsAClientThatStopsReading) {
    EndlessStream endless;
    auto options = local_options();
    options.write_deadline = 100ms;
    Server server(options, [&](RawRequest) { return endless.response(); });
    TestClient client(server.ports()[0]);
    client.send(get);
    EXPECT_TRUE(endless.is_released());
    // No more was made than the sockets' buffers took.
    EXPECT_LT(*endless.parts, 200U);
}

TEST(ServerStreams, GzipsOverTheWireWhenAsked) {
    Server server(local_options(), [](RawRequest) { return json_response(200, std::string(100'000, 'a')); });
    TestClient client(server.ports()[0]);
    auto packed = client.ask("GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, br\r\n\r\n");
    EXPECT_TRUE(packed.has("content-encoding: gzip"));
    EXPECT_LT(packed.body.size(), 1000U);
    EXPECT_EQ(client.ask(get).body.size(), 100'000U);
}

}  // namespace
}  // namespace mailapp::http
