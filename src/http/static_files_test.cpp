#include "http/static_files.hpp"

#include "base/file.hpp"
#include "base/random.hpp"

#include <gtest/gtest.h>

namespace mailapp::http {
namespace {

std::string header_of(RawResponse const& response, std::string const& name) {
    for (auto const& [known, value] : response.headers) {
        if (known == name) return value;
    }
    return "";
}

class StaticFilesTest : public ::testing::Test {
protected:
    StaticFilesTest() {
        fs::create_directories(directory / "assets");
        write("index.html", "<!doctype html>");
        write("assets/index-BaPxQwYz.js", "plain");
        write("assets/index-BaPxQwYz.js.br", "smallest");
        write("assets/index-BaPxQwYz.js.gz", "small");
        write("assets/only-B_-x12Yz.css", "plain");
        write("assets/only-B_-x12Yz.css.gz", "small");
        write("assets/unnamed.js", "plain");
        write("archive.gz", "an archive of its own");
    }
    ~StaticFilesTest() override { fs::remove_all(directory); }

    void write(std::string const& name, std::string const& content) const {
        write_file_atomically(directory / name, content);
    }

    RawResponse get(std::string const& name, std::string const& accept_encoding = "",
                    std::string const& if_none_match = "") const {
        RawRequest request;
        request.target = "/" + name;
        if (!accept_encoding.empty()) request.headers.emplace_back("accept-encoding", accept_encoding);
        if (!if_none_match.empty()) request.headers.emplace_back("if-none-match", if_none_match);
        return StaticFiles(directory).answer(request, name);
    }

    fs::path const directory = fs::temp_directory_path() / ("mailapp-test-" + random_hex(6));
};

TEST_F(StaticFilesTest, KeepsForAYearWhatIsNamedByItsContentAlone) {
    for (auto name : {"assets/index-BaPxQwYz.js", "assets/only-B_-x12Yz.css"}) {
        EXPECT_EQ(header_of(get(name), "Cache-Control"), "public, max-age=31536000, immutable") << name;
    }
    write("plain-BaPxQwYz.js", "not in assets/");
    for (auto name : {"index.html", "assets/unnamed.js", "plain-BaPxQwYz.js", "archive.gz"}) {
        EXPECT_EQ(header_of(get(name), "Cache-Control"), "no-cache") << name;
    }
}

TEST_F(StaticFilesTest, ServesTheSmallestFormThatTheClientTakes) {
    auto const name = "assets/index-BaPxQwYz.js";
    struct Case {
        std::string accepted, coding, body;
    };
    for (auto const& [accepted, coding, body] :
         {Case{"gzip, deflate, br, zstd", "br", "smallest"}, Case{"gzip", "gzip", "small"},
          Case{"br;q=0, *", "gzip", "small"}, Case{"br;q=0.5, gzip;q=0.8", "gzip", "small"},
          Case{"", "", "plain"}, Case{"zstd", "", "plain"}, Case{"br;q=0, gzip;q=0", "", "plain"},
          Case{"identity, br;q=0.5", "", "plain"}}) {
        auto const response = get(name, accepted);
        EXPECT_EQ(response.body, body) << accepted;
        EXPECT_EQ(header_of(response, "Content-Encoding"), coding) << accepted;
        EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding") << accepted;
        EXPECT_EQ(header_of(response, "Content-Type"), "text/javascript; charset=utf-8");
    }
    EXPECT_EQ(get("assets/only-B_-x12Yz.css", "br, gzip").body, "small");
    EXPECT_EQ(header_of(get("index.html", "br, gzip"), "Content-Encoding"), "");
}

TEST_F(StaticFilesTest, ShowsCompressedFormsUnderTheNameOfTheirFileAlone) {
    EXPECT_EQ(get("assets/index-BaPxQwYz.js.br").status, 404);
    EXPECT_EQ(get("assets/index-BaPxQwYz.js.gz").status, 404);
    EXPECT_EQ(get("archive.gz").body, "an archive of its own");
}

TEST_F(StaticFilesTest, SaysWhatAFileIs) {
    for (auto const& [name, type] :
         {std::pair("a.html", "text/html; charset=utf-8"),
          std::pair("a.js", "text/javascript; charset=utf-8"), std::pair("a.css", "text/css; charset=utf-8"),
          std::pair("a.svg", "image/svg+xml"), std::pair("a.woff2", "font/woff2"),
          std::pair("a.webmanifest", "application/manifest+json"), std::pair("a.PNG", "image/png"),
          std::pair("a.unknown", "application/octet-stream")}) {
        write(name, "x");
        EXPECT_EQ(header_of(get(name), "Content-Type"), type) << name;
    }
}

TEST_F(StaticFilesTest, SendsNothingToThoseWhoHaveIt) {
    auto const name = "assets/index-BaPxQwYz.js";
    auto const tag = header_of(get(name), "ETag");
    ASSERT_TRUE(tag.starts_with("W/\"")) << tag;
    for (auto const& known : {tag, "\"other\", " + tag, tag.substr(2), std::string("*")}) {
        auto const response = get(name, "br", known);
        EXPECT_EQ(response.status, 304) << known;
        EXPECT_EQ(response.body, "") << known;
        EXPECT_EQ(header_of(response, "ETag"), tag);
        EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding");
    }
    EXPECT_EQ(get(name, "br", "\"other\"").status, 200);
    write(name, "changed");
    EXPECT_EQ(get(name, "", tag).status, 200);
}

TEST_F(StaticFilesTest, GivesPagesTheirHeadersWithEveryAnswer) {
    auto const first = get("index.html");
    auto const second = get("index.html", "", header_of(first, "ETag"));
    EXPECT_EQ(second.status, 304);
    for (auto const& response : {first, second}) {
        EXPECT_EQ(header_of(response, "Content-Security-Policy"), content_security_policy);
        EXPECT_EQ(header_of(response, "Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_NE(header_of(response, "Permissions-Policy"), "");
    }
    std::string const policy = content_security_policy;
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST_F(StaticFilesTest, ReadsAlone) {
    RawRequest request;
    request.method = Method::post;
    auto const response = StaticFiles(directory).answer(request, "index.html");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD");
    request.method = Method::head;
    EXPECT_EQ(StaticFiles(directory).answer(request, "index.html").status, 200);
}

TEST_F(StaticFilesTest, ReachesNothingOutsideTheDirectory) {
    auto const outside = fs::path(directory.string() + ".secret");
    write_file_atomically(outside, "secret");
    fs::create_symlink(outside, directory / "link.txt");
    fs::create_directory_symlink("/etc", directory / "etc");
    for (std::string const& name :
         {"../" + outside.filename().string(), outside.string(), std::string("link.txt"),
          std::string("etc/passwd"), std::string("assets/../index.html"), std::string("%2e%2e/etc/passwd"),
          std::string("index.html\0", 11), std::string("assets"), std::string("assets/"),
          std::string("..")}) {
        EXPECT_EQ(get(name).status, 404) << name;
    }
    fs::remove(outside);
}

TEST_F(StaticFilesTest, AMissingDirectoryIsAnEmptyOne) {
    EXPECT_FALSE(StaticFiles(directory / "gone").has("index.html"));
}

}  // namespace
}  // namespace mailapp::http
