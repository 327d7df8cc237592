import com.google.gson.*;
import java.io.*;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;

/** Renders mapping templates by Apache Velocity: reads cases from the file of the first argument, and writes the answers to that of the second. */
public class Vtl {
  /** `$input`, with the answers that the case has for paths. */
  public static class Input {
    private final JsonObject given;
    Input(JsonObject given) { this.given = given; }
    public String getBody() { return text("body"); }
    public String json(String path) { return given.getAsJsonObject("json").get(path).getAsString(); }
    public Object path(String path) { return value(given.getAsJsonObject("path").get(path)); }
    public Map<String, Object> params() {
      Map<String, Object> all = new HashMap<>();
      for (String name : List.of("path", "querystring", "header")) all.put(name, value(given.getAsJsonObject("params").get(name)));
      return all;
    }
    private String text(String name) { return given.get(name).getAsString(); }
  }

  /** `$util`. */
  public static class Util {
    public String escapeJavaScript(String text) { return StringEscapeUtils.escapeJavaScript(text); }
    public String urlEncode(String text) { return URLEncoder.encode(text, StandardCharsets.UTF_8); }
    public String base64Encode(String text) { return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)); }
    public String base64Decode(String text) { return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8); }
  }

  public static void main(String[] files) throws Exception {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    engine.init();
    JsonArray answers = new JsonArray();
    for (JsonElement element : JsonParser.parseString(Files.readString(Path.of(files[0]))).getAsJsonArray()) {
      JsonObject given = element.getAsJsonObject();
      Map<String, Object> contextVariables = object(given.get("context"));
      contextVariables.put("responseOverride", new HashMap<String, Object>());
      VelocityContext context = new VelocityContext();
      context.put("input", new Input(given));
      context.put("util", new Util());
      context.put("stageVariables", value(given.get("stageVariables")));
      context.put("context", contextVariables);
      StringWriter rendered = new StringWriter();
      engine.evaluate(context, rendered, "template", given.get("template").getAsString());
      JsonObject answer = new JsonObject();
      answer.addProperty("text", rendered.toString());
      Object status = ((Map<?, ?>) contextVariables.get("responseOverride")).get("status");
      if (status != null) answer.addProperty("status", (Number) status);
      answers.add(answer);
    }
    Files.writeString(Path.of(files[1]), new GsonBuilder().disableHtmlEscaping().create().toJson(answers));
  }

  private static Map<String, Object> object(JsonElement json) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject().entrySet()) map.put(entry.getKey(), value(entry.getValue()));
    return map;
  }

  private static Object value(JsonElement json) {
    if (json == null || json.isJsonNull()) return null;
    if (json.isJsonObject()) return object(json);
    if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      for (JsonElement item : json.getAsJsonArray()) list.add(value(item));
      return list;
    }
    JsonPrimitive primitive = json.getAsJsonPrimitive();
    if (primitive.isBoolean()) return primitive.getAsBoolean();
    if (primitive.isString()) return primitive.getAsString();
    return primitive.getAsString().matches("-?\\d+") ? (Object) primitive.getAsInt() : (Object) primitive.getAsDouble();
  }
}
