#include "app/site.hpp"

#include "base/file.hpp"
#include "base/random.hpp"
#include "db/testing/databases.hpp"
#include "http/static_files.hpp"

#include <gtest/gtest.h>

namespace mailapp::app {
namespace {

/// The pipeline over the site's mounts, without any operation.
class SiteTest : public ::testing::Test {
protected:
    SiteTest() {
        fs::create_directories(pages / "assets");
        fs::create_directories(pages / "swagger");
        write("index.html", "the panel");
        write("favicon.svg", "<svg/>");
        write("assets/index-BaPxQwYz.js", "script");
        write("swagger/index.html", "documentation");
        write("swagger/start.js", "start");
    }
    ~SiteTest() override { fs::remove_all(pages); }

    void write(std::string const& name, std::string const& content) const {
        write_file_atomically(pages / name, content);
    }

    http::RawResponse ask(std::string const& target, std::string const& accept = "*/*",
                          http::Method method = http::Method::get) {
        http::Idempotency idempotency(*database);
        auto const nobody = [](http::RawRequest const&) -> Result<http::Authenticated> {
            return http::Authenticated();
        };
        http::Pipeline pipeline(routes, nobody, idempotency,
                                site_mounts(*database, pages, pages / "server.pem"));
        http::RawRequest request;
        request.method = method;
        request.target = target;
        request.headers = {{"accept", accept}};
        request.remote = "192.0.2.1";
        request.secure = true;
        return pipeline.handle(request);
    }

    static std::string header_of(http::RawResponse const& response, std::string const& name) {
        std::string found;
        for (auto const& [known, value] : response.headers) {
            if (known == name) found += (found.empty() ? "" : " | ") + value;
        }
        return found;
    }

    fs::path const pages = fs::temp_directory_path() / ("mailapp-test-" + random_hex(6));
    db::testing::FreshDatabase database{db::Engine::sqlite};
    http::Routes routes;
};

constexpr char const* browser = "text/html,application/xhtml+xml,*/*;q=0.8";

TEST_F(SiteTest, ShowsThePanelAtEachOfItsAddresses) {
    for (auto target :
         {"/", "/?next=/queue", "/domains", "/domains/7/dns", "/mailboxes/alice%40example.org/aliases"}) {
        auto const response = ask(target);
        EXPECT_EQ(response.status, 200) << target;
        EXPECT_EQ(response.body, "the panel") << target;
        EXPECT_EQ(header_of(response, "Cache-Control"), "no-cache") << target;
    }
    EXPECT_EQ(ask("/domains/example.org", browser).body, "the panel");
}

TEST_F(SiteTest, TakesNoPageForAFileThatIsGone) {
    for (auto target : {"/app.js", "/assets/gone-BaPxQwYz.js", "/domains/example.org"})
        EXPECT_EQ(ask(target).status, 404) << target;
    for (auto target : {"/assets/gone", "/assets/", "/.env", "/.git/config", "/../etc/passwd", "/a/../b"})
        EXPECT_EQ(ask(target, browser).status, 404) << target;
}

TEST_F(SiteTest, ServesFiles) {
    EXPECT_EQ(ask("/favicon.svg").body, "<svg/>");
    auto const script = ask("/assets/index-BaPxQwYz.js?v=1");
    EXPECT_EQ(script.body, "script");
    EXPECT_EQ(header_of(script, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(ask("/", "*/*", http::Method::post).status, 405);
}

TEST_F(SiteTest, AnswersWithProblemsBelowApi) {
    for (auto target :
         {"/api", "/api/", "/api/v3/domains", "/api/v2/nothing", "/api/swaggering", "/api/index.html"}) {
        for (auto method : {http::Method::get, http::Method::post}) {
            auto const response = ask(target, browser, method);
            EXPECT_EQ(response.status, 404) << target;
            EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json") << target;
            EXPECT_NE(response.body.find("\"code\":\"request.not_found\""), std::string::npos) << target;
        }
    }
}

TEST_F(SiteTest, DocumentsTheApi) {
    EXPECT_EQ(ask("/api/swagger").body, "documentation");
    EXPECT_EQ(ask("/api/swagger?url=https://evil.example/openapi.json").body, "documentation");
    EXPECT_EQ(ask("/api/swagger/start.js").body, "start");
    EXPECT_EQ(ask("/api/swagger/gone.js").status, 404);
    EXPECT_EQ(ask("/api/swagger/../index.html").status, 404);
}

TEST_F(SiteTest, HoldsBrowsersToWhatItsPagesNeed) {
    for (auto target : {"/", "/favicon.svg", "/api/v2/nothing", "/api/swagger", "/healthz", "/gone.js"}) {
        auto const response = ask(target);
        EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(header_of(response, "X-Frame-Options"), "DENY") << target;
        EXPECT_EQ(header_of(response, "Referrer-Policy"), "no-referrer") << target;
        EXPECT_EQ(header_of(response, "Cross-Origin-Resource-Policy"), "same-origin") << target;
        EXPECT_NE(header_of(response, "Strict-Transport-Security"), "") << target;
        bool const is_page = response.body == "the panel" || response.body == "documentation";
        EXPECT_EQ(header_of(response, "Content-Security-Policy"),
                  is_page ? http::content_security_policy : "default-src 'none'; frame-ancestors 'none'")
            << target;
        EXPECT_EQ(header_of(response, "Cross-Origin-Opener-Policy"), is_page ? "same-origin" : "") << target;
        // No other site reads an answer: nothing here grants it.
        EXPECT_EQ(header_of(response, "Access-Control-Allow-Origin"), "") << target;
    }
}

TEST_F(SiteTest, ShowsAPageOfItsOwnWhereThePanelWasNotBuilt) {
    fs::remove(pages / "index.html");
    auto const response = ask("/", browser);
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("/api/swagger"), std::string::npos);
    EXPECT_EQ(header_of(response, "Content-Security-Policy"), http::content_security_policy);
    EXPECT_EQ(ask("/domains", browser).status, 404);
}

}  // namespace
}  // namespace mailapp::app
