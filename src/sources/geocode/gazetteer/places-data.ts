// Kept by hand; long because it is data. Below a line #code|state|other spellings comes a line for each place:
// name;other names|lat|lon|inhabitants in thousands, for rank only|kind, where it is no settlement.
// A name with a leading * needs its state, for a better known place elsewhere in the world bears it too.
/** Harbours, port cities, capes and islands of the United States coasts and Great Lakes, read by `readPlaces`. */
export const placesData = `#ME|Maine
Portland|43.659|-70.257|68
South Portland|43.641|-70.241|27
Kittery|43.088|-70.736|10
York Harbor|43.134|-70.642|3
Ogunquit|43.249|-70.600|2
*Wells|43.322|-70.581|11
Kennebunkport|43.362|-70.477|4
Cape Porpoise|43.372|-70.434|1
Biddeford|43.493|-70.453|22
Saco|43.501|-70.443|20
Old Orchard Beach|43.517|-70.377|9
Cape Elizabeth|43.564|-70.200|9
*Falmouth|43.730|-70.242|12
*Yarmouth|43.801|-70.187|9
*Freeport|43.857|-70.103|9
Brunswick|43.914|-69.965|22
*Bath|43.911|-69.821|9
Boothbay Harbor|43.852|-69.628|2
Damariscotta|44.033|-69.519|2
Wiscasset|44.003|-69.666|4
Monhegan Island;Monhegan|43.765|-69.318||island
Port Clyde|43.926|-69.254|1
Thomaston|44.079|-69.182|3
Rockland|44.104|-69.109|7
Rockport|44.185|-69.076|4
*Camden|44.210|-69.065|5
Vinalhaven|44.048|-68.832|1
*Belfast|44.426|-69.006|7
Searsport|44.459|-68.925|3
Castine|44.388|-68.800|1
Bucksport|44.573|-68.795|5
*Bangor|44.801|-68.778|32
Ellsworth|44.543|-68.420|8
Stonington|44.156|-68.667|1
Southwest Harbor|44.280|-68.326|2
Northeast Harbor|44.294|-68.289|1
Bar Harbor|44.388|-68.204|5
Jonesport|44.533|-67.598|1
Machias|44.715|-67.461|2
Lubec|44.861|-66.984|1
Eastport|44.906|-66.990|1
#NH|New Hampshire
*Portsmouth|43.072|-70.763|22
Rye|43.013|-70.771|6
Hampton Beach|42.907|-70.812|2
*Dover|43.198|-70.874|33
Isles of Shoals|42.987|-70.614||island
#MA|Massachusetts|mass
Boston|42.360|-71.058|675
Newburyport|42.813|-70.877|18
Plum Island|42.800|-70.812|2
Rockport|42.656|-70.620|7
*Gloucester|42.616|-70.662|30
Cape Ann|42.640|-70.630||cape
Manchester-by-the-Sea|42.578|-70.769|5
Beverly|42.558|-70.880|42
*Salem|42.520|-70.897|44
Marblehead|42.500|-70.858|20
Lynn|42.467|-70.950|101
Nahant|42.427|-70.919|3
Winthrop|42.375|-70.983|19
Quincy|42.253|-71.002|101
Hingham|42.242|-70.890|24
*Hull|42.302|-70.908|10
Cohasset|42.242|-70.804|8
Scituate|42.196|-70.726|19
Marshfield|42.092|-70.706|26
Duxbury|42.042|-70.672|16
*Plymouth|41.958|-70.667|61
Sandwich|41.759|-70.494|20
Barnstable|41.700|-70.300|49
Hyannis|41.653|-70.283|15
*Chatham|41.682|-69.960|6
*Orleans|41.790|-69.990|6
Wellfleet|41.938|-70.033|4
Provincetown|42.053|-70.187|4
Cape Cod|41.700|-70.200||cape
Harwich Port|41.668|-70.078|2
*Falmouth|41.552|-70.615|33
Woods Hole|41.525|-70.672|1
Nantucket|41.284|-70.099|14
Martha's Vineyard|41.390|-70.640||island
Edgartown|41.389|-70.513|5
Oak Bluffs|41.454|-70.562|5
Vineyard Haven|41.454|-70.604|2
Menemsha|41.352|-70.764|1
Cuttyhunk|41.425|-70.930|1
Buzzards Bay|41.746|-70.618|3
Onset|41.742|-70.658|2
*Marion|41.700|-70.763|5
Mattapoisett|41.659|-70.816|6
Fairhaven|41.638|-70.904|16
New Bedford|41.636|-70.934|101
Westport Point|41.518|-71.078|1
Fall River|41.701|-71.155|94
#RI|Rhode Island
Providence|41.824|-71.413|191
Newport|41.490|-71.313|25
*Bristol|41.677|-71.266|22
*Jamestown|41.497|-71.367|6
*Portsmouth|41.602|-71.250|18
East Greenwich|41.660|-71.456|14
*Warwick|41.700|-71.416|83
Wickford|41.572|-71.453|2
Narragansett|41.450|-71.450|15
Point Judith|41.361|-71.481||cape
*Galilee|41.378|-71.511|1
Block Island;New Shoreham|41.173|-71.558|1
Watch Hill|41.310|-71.858|1
Westerly|41.378|-71.827|23
#CT|Connecticut|conn
Stonington|41.336|-71.906|18
Mystic|41.354|-71.966|4
Groton|41.350|-72.078|38
New London|41.356|-72.100|27
Niantic|41.325|-72.193|3
Old Lyme|41.316|-72.329|8
Old Saybrook|41.292|-72.376|10
*Essex|41.353|-72.391|7
*Clinton|41.279|-72.528|13
Guilford|41.289|-72.682|22
Branford|41.280|-72.815|28
New Haven|41.308|-72.928|134
Milford|41.222|-73.057|52
Bridgeport|41.179|-73.189|149
Norwalk|41.118|-73.408|91
Westport|41.141|-73.358|27
Stamford|41.053|-73.539|136
*Greenwich|41.026|-73.628|63
#NY|New York
New York;New York City;NYC;Manhattan|40.713|-74.006|8804
Brooklyn|40.678|-73.944|2736
Staten Island|40.579|-74.150|496
City Island|40.847|-73.786|4
Montauk|41.036|-71.954|4
Montauk Point|41.071|-71.857||cape
East Hampton|40.963|-72.185|28
*Southampton|40.884|-72.390|69
Sag Harbor|40.998|-72.293|3
Shinnecock Inlet|40.840|-72.476||inlet
Greenport|41.103|-72.359|3
Shelter Island|41.068|-72.339|3
Mattituck|40.991|-72.534|4
Orient Point|41.161|-72.233||cape
Fishers Island|41.267|-72.003|1
Port Jefferson|40.946|-73.069|8
Northport|40.901|-73.343|7
Huntington|40.868|-73.426|204
Oyster Bay|40.866|-73.532|7
Port Washington|40.826|-73.698|16
Glen Cove|40.862|-73.634|28
New Rochelle|40.911|-73.782|80
Mamaroneck|40.949|-73.733|20
Rye|40.981|-73.684|16
*Freeport|40.658|-73.583|44
Long Beach|40.588|-73.658|35
Jones Beach|40.596|-73.502||beach
Captree|40.642|-73.254||harbour
Fire Island|40.647|-73.146||island
Bay Shore|40.725|-73.245|29
Patchogue|40.766|-73.015|12
Buffalo|42.886|-78.878|278
Tonawanda|43.020|-78.880|15
Dunkirk|42.479|-79.334|13
Barcelona Harbor|42.341|-79.597||harbour
*Wilson|43.310|-78.826|1
Olcott|43.338|-78.715|1
*Youngstown|43.247|-79.050|2
Rochester|43.157|-77.608|211
Sodus Point|43.271|-76.987|1
Oswego|43.455|-76.511|17
Sackets Harbor|43.946|-76.119|1
Cape Vincent|44.128|-76.332|1
*Clayton|44.239|-76.086|2
Alexandria Bay|44.336|-75.918|1
Ogdensburg|44.694|-75.486|10
Massena|44.928|-74.892|10
#NJ|New Jersey
Sandy Hook|40.450|-74.000||cape
Atlantic Highlands|40.408|-74.034|4
Highlands|40.404|-73.992|5
Perth Amboy|40.507|-74.265|56
Jersey City|40.728|-74.078|292
Hoboken|40.744|-74.032|60
Newark|40.736|-74.172|312
Elizabeth|40.664|-74.211|137
Long Branch|40.304|-73.992|32
Asbury Park|40.220|-74.012|15
Belmar|40.178|-74.022|6
Manasquan Inlet|40.102|-74.033||inlet
Point Pleasant Beach|40.091|-74.048|5
Brick|40.058|-74.110|74
Toms River|39.954|-74.198|95
Seaside Heights|39.944|-74.073|2
Barnegat Light|39.758|-74.106|1
Beach Haven|39.559|-74.243|1
Atlantic City|39.364|-74.423|38
Ocean City|39.278|-74.575|11
Sea Isle City|39.153|-74.693|2
Avalon|39.101|-74.718|1
Stone Harbor|39.051|-74.758|1
Wildwood|38.992|-74.815|5
Cape May|38.935|-74.906|3
Fortescue|39.237|-75.172|1
#PA|Pennsylvania|penn
Philadelphia|39.953|-75.164|1604
*Chester|39.849|-75.356|33
Erie|42.129|-80.085|95
Presque Isle|42.160|-80.110||cape
North East|42.216|-79.834|4
#DE|Delaware
Wilmington|39.746|-75.547|71
*New Castle|39.662|-75.566|6
Delaware City|39.578|-75.589|2
*Dover|39.158|-75.524|39
Bowers Beach|39.060|-75.401|1
*Lewes|38.775|-75.139|3
Cape Henlopen|38.804|-75.092||cape
Rehoboth Beach|38.721|-75.076|1
Dewey Beach|38.693|-75.075|1
Indian River Inlet|38.609|-75.062||inlet
Bethany Beach|38.540|-75.055|1
Fenwick Island|38.462|-75.051|1
#MD|Maryland
Annapolis|38.978|-76.492|41
Baltimore|39.290|-76.612|586
Dundalk|39.251|-76.521|68
Havre de Grace|39.549|-76.092|14
North East|39.600|-75.941|4
Chesapeake City|39.527|-75.812|1
Elkton|39.607|-75.833|16
Rock Hall|39.138|-76.235|1
Chestertown|39.209|-76.067|5
Sandy Point|39.010|-76.400||cape
Kent Island|38.940|-76.330||island
Kent Narrows|38.970|-76.247||harbour
Stevensville|38.981|-76.314|7
Queenstown|38.990|-76.158|1
Deale|38.778|-76.555|5
Galesville|38.844|-76.543|1
Chesapeake Beach|38.686|-76.535|6
North Beach|38.707|-76.531|2
St. Michaels|38.785|-76.224|1
Tilghman Island|38.700|-76.336|1
*Oxford|38.687|-76.172|1
*Easton|38.774|-76.076|17
*Cambridge|38.563|-76.079|13
Solomons;Solomons Island|38.319|-76.454|2
Point Lookout|38.038|-76.322||cape
St. Mary's City|38.187|-76.434|1
Leonardtown|38.291|-76.636|5
Cobb Island|38.261|-76.844|1
Deal Island|38.159|-75.948|1
Crisfield|37.983|-75.854|2
Smith Island|37.995|-76.030|1
*Salisbury|38.361|-75.599|33
Ocean City|38.336|-75.085|7
Assateague Island|38.090|-75.210||island
*Berlin|38.323|-75.218|5
#DC|District of Columbia
Washington|38.907|-77.037|690
#VA|Virginia
Norfolk|36.851|-76.286|238
Virginia Beach|36.853|-75.978|459
Cape Henry|36.926|-76.007||cape
Chesapeake|36.768|-76.287|249
*Portsmouth|36.835|-76.298|98
Hampton|37.030|-76.345|137
Newport News|36.979|-76.428|186
Poquoson|37.122|-76.346|12
Yorktown|37.239|-76.510|1
Gloucester Point|37.254|-76.497|10
Deltaville|37.555|-76.337|1
Urbanna|37.638|-76.574|1
*Irvington|37.661|-76.418|1
Kilmarnock|37.711|-76.380|1
Reedville|37.842|-76.276|1
Smith Point|37.888|-76.236||cape
Colonial Beach|38.255|-76.964|4
Tangier;Tangier Island|37.826|-75.992|1
Onancock|37.712|-75.749|1
Wachapreague|37.604|-75.690|1
Chincoteague|37.933|-75.379|3
Cape Charles|37.268|-76.017|1
Richmond|37.541|-77.436|227
*Alexandria|38.805|-77.047|159
#NC|North Carolina
Corolla|36.383|-75.831|1
Duck|36.170|-75.755|1
Kitty Hawk|36.065|-75.706|4
Nags Head|35.957|-75.624|3
Manteo|35.908|-75.676|2
Wanchese|35.843|-75.639|2
Oregon Inlet|35.775|-75.533||inlet
Rodanthe|35.594|-75.468|1
Hatteras|35.219|-75.690|1
Cape Hatteras|35.224|-75.530||cape
Ocracoke|35.115|-75.981|1
Elizabeth City|36.295|-76.251|19
Edenton|36.058|-76.608|4
*Columbia|35.918|-76.252|1
Belhaven|35.540|-76.623|1
Washington|35.547|-77.052|10
Bath|35.477|-76.811|1
New Bern|35.108|-77.044|31
Oriental|35.031|-76.694|1
Cape Lookout|34.607|-76.537||cape
Harkers Island|34.695|-76.560|1
Beaufort|34.718|-76.664|5
Morehead City|34.723|-76.726|10
Atlantic Beach|34.699|-76.740|1
Emerald Isle|34.678|-76.951|4
Swansboro|34.688|-77.119|4
Jacksonville|34.754|-77.430|72
Topsail Beach|34.365|-77.630|1
Wrightsville Beach|34.208|-77.796|2
Wilmington|34.226|-77.945|115
Carolina Beach|34.035|-77.894|6
Southport|33.922|-78.018|4
Bald Head Island|33.860|-77.993|1
Cape Fear|33.844|-77.961||cape
Oak Island|33.916|-78.161|8
Ocean Isle Beach|33.894|-78.427|1
#SC|South Carolina
Little River|33.873|-78.614|12
North Myrtle Beach|33.816|-78.680|19
Myrtle Beach|33.689|-78.887|36
Murrells Inlet|33.551|-79.041|9
Pawleys Island|33.433|-79.122|1
*Georgetown|33.377|-79.294|9
Winyah Bay|33.230|-79.190||bay
McClellanville|33.088|-79.462|1
Charleston|32.777|-79.931|150
Isle of Palms|32.787|-79.795|4
Folly Beach|32.655|-79.940|2
Kiawah Island|32.608|-80.085|2
Edisto Beach|32.480|-80.335|1
Beaufort|32.432|-80.670|14
Port Royal|32.379|-80.693|14
Hilton Head Island;Hilton Head|32.216|-80.753|38
#GA|Georgia
Savannah|32.081|-81.091|148
Tybee Island|32.000|-80.846|3
Thunderbolt|32.034|-81.050|3
*Darien|31.370|-81.434|2
St. Simons Island;St. Simons|31.150|-81.370|15
Sea Island|31.196|-81.351|1
Brunswick|31.150|-81.491|15
Jekyll Island|31.069|-81.420|1
St. Marys|30.731|-81.547|18
#FL|Florida|fla
Fernandina Beach|30.670|-81.463|13
Amelia Island|30.620|-81.450||island
Jacksonville|30.332|-81.656|950
Mayport|30.393|-81.430|1
Jacksonville Beach|30.295|-81.393|24
Ponte Vedra Beach|30.240|-81.386|37
St. Augustine|29.895|-81.314|14
Matanzas Inlet|29.715|-81.228||inlet
Flagler Beach|29.475|-81.127|5
Ormond Beach|29.286|-81.056|43
Daytona Beach|29.211|-81.023|73
Ponce de Leon Inlet;Ponce Inlet|29.080|-80.920|3
New Smyrna Beach|29.026|-80.927|30
Titusville|28.612|-80.808|49
Cape Canaveral|28.406|-80.605|10
Port Canaveral|28.410|-80.620||harbour
Cocoa Beach|28.320|-80.608|11
*Melbourne|28.084|-80.608|85
Sebastian Inlet|27.861|-80.447||inlet
Sebastian|27.816|-80.471|25
Vero Beach|27.639|-80.397|16
Fort Pierce|27.447|-80.326|47
Port St. Lucie|27.273|-80.358|205
Stuart|27.198|-80.253|17
Jupiter|26.934|-80.094|61
Palm Beach|26.706|-80.036|9
West Palm Beach|26.715|-80.054|117
Lake Worth Beach;Lake Worth|26.616|-80.057|42
Boynton Beach|26.525|-80.066|80
Delray Beach|26.461|-80.073|67
Boca Raton|26.359|-80.083|97
Pompano Beach|26.238|-80.125|112
Fort Lauderdale|26.122|-80.137|183
Port Everglades|26.090|-80.120||harbour
*Hollywood|26.011|-80.150|153
Miami|25.762|-80.192|442
Miami Beach|25.790|-80.130|83
Key Biscayne|25.694|-80.163|15
Coconut Grove|25.727|-80.242|20
Homestead|25.469|-80.478|81
Key Largo|25.087|-80.447|12
Tavernier|25.011|-80.515|3
Islamorada|24.924|-80.628|7
Marathon|24.714|-81.090|10
Big Pine Key|24.670|-81.354|5
Key West|24.555|-81.780|26
Dry Tortugas|24.628|-82.873||island
Flamingo|25.141|-80.925|1
Everglades City|25.858|-81.386|1
Chokoloskee|25.813|-81.362|1
Marco Island|25.941|-81.718|16
*Naples|26.142|-81.795|19
Bonita Springs|26.340|-81.779|54
Fort Myers Beach|26.452|-81.948|6
Fort Myers|26.641|-81.872|86
Cape Coral|26.563|-81.950|194
Sanibel;Sanibel Island|26.449|-82.022|6
Captiva|26.521|-82.190|1
Boca Grande|26.749|-82.262|1
Punta Gorda|26.930|-82.045|19
Port Charlotte|26.976|-82.091|60
*Englewood|26.962|-82.353|21
*Venice|27.100|-82.454|25
Sarasota|27.336|-82.531|55
Longboat Key|27.412|-82.659|7
Bradenton|27.499|-82.575|56
Anna Maria|27.531|-82.733|1
Tampa|27.951|-82.457|385
*St. Petersburg;St. Pete|27.771|-82.679|258
St. Pete Beach|27.725|-82.741|9
Treasure Island|27.769|-82.769|7
Madeira Beach|27.798|-82.797|4
Clearwater|27.966|-82.800|117
Clearwater Beach|27.978|-82.827|8
Dunedin|28.020|-82.772|36
Tarpon Springs|28.146|-82.757|25
New Port Richey|28.244|-82.719|17
*Hudson|28.364|-82.693|13
Hernando Beach|28.470|-82.659|2
Crystal River|28.903|-82.593|3
Yankeetown|29.030|-82.716|1
Cedar Key|29.138|-83.035|1
Suwannee|29.329|-83.138|1
Horseshoe Beach|29.441|-83.287|1
Steinhatchee|29.671|-83.388|1
Keaton Beach|29.819|-83.593|1
St. Marks|30.161|-84.206|1
Panacea|30.028|-84.388|1
Carrabelle|29.853|-84.664|3
St. George Island|29.663|-84.866|1
Apalachicola|29.726|-84.983|2
Cape San Blas|29.670|-85.356||cape
Port St. Joe|29.812|-85.303|4
Mexico Beach|29.948|-85.418|1
*Panama City|30.159|-85.660|33
Panama City Beach|30.177|-85.806|18
Destin|30.394|-86.496|14
Fort Walton Beach|30.406|-86.619|21
Navarre|30.402|-86.864|40
Pensacola|30.421|-87.217|54
Pensacola Beach|30.334|-87.141|2
Gulf Breeze|30.357|-87.164|6
Perdido Key|30.302|-87.445|1
#AL|Alabama|ala
Orange Beach|30.294|-87.573|8
Gulf Shores|30.246|-87.701|15
Fort Morgan|30.228|-88.023|1
Fairhope|30.523|-87.903|22
Daphne|30.604|-87.904|28
Mobile|30.695|-88.040|187
Dauphin Island|30.255|-88.110|2
Bayou La Batre|30.404|-88.248|2
#MS|Mississippi|miss
Pascagoula|30.366|-88.556|22
Ocean Springs|30.411|-88.828|18
Biloxi|30.396|-88.885|49
Gulfport|30.367|-89.093|73
Pass Christian|30.316|-89.248|6
Bay St. Louis|30.309|-89.330|9
Waveland|30.287|-89.376|7
#LA|Louisiana
New Orleans|29.951|-90.072|384
Slidell|30.275|-89.781|29
Mandeville|30.358|-90.066|13
*Hopedale|29.822|-89.659|1
*Venice|29.277|-89.355|1
*Empire|29.387|-89.597|1
Grand Isle|29.237|-89.987|1
Port Fourchon|29.115|-90.199||harbour
Golden Meadow|29.379|-90.260|2
Houma|29.596|-90.720|33
Cocodrie|29.247|-90.661|1
Morgan City|29.699|-91.207|11
Intracoastal City|29.781|-92.158|1
*Cameron|29.798|-93.325|1
Lake Charles|30.227|-93.217|85
Baton Rouge|30.451|-91.187|227
#TX|Texas|tex
Port Arthur|29.885|-93.940|56
Sabine Pass|29.733|-93.895|1
*Orange|30.093|-93.737|19
Beaumont|30.080|-94.127|115
High Island|29.567|-94.392|1
Galveston|29.301|-94.798|53
Texas City|29.384|-94.903|52
Kemah|29.543|-95.020|2
League City|29.508|-95.095|114
Seabrook|29.564|-95.025|13
Houston|29.760|-95.370|2304
Baytown|29.736|-94.977|84
*Freeport|28.954|-95.360|11
Surfside Beach|28.945|-95.283|1
Matagorda|28.691|-95.967|1
Palacios|28.708|-96.217|4
Port Lavaca|28.615|-96.626|12
Port O'Connor|28.448|-96.406|1
Rockport|28.020|-97.054|10
*Fulton|28.061|-97.041|1
Port Aransas|27.834|-97.061|3
Aransas Pass|27.909|-97.150|8
Portland|27.877|-97.324|20
Corpus Christi|27.801|-97.396|318
Port Mansfield|26.554|-97.425|1
South Padre Island|26.112|-97.168|2
Port Isabel|26.073|-97.209|5
Brownsville|25.902|-97.497|187
#CA|California|calif;cal
Imperial Beach|32.584|-117.113|26
Chula Vista|32.640|-117.084|275
San Diego|32.716|-117.161|1387
Coronado|32.686|-117.183|20
Point Loma|32.670|-117.242||cape
Mission Bay|32.778|-117.225||bay
La Jolla|32.833|-117.271|47
Del Mar|32.960|-117.265|4
Oceanside|33.196|-117.380|174
San Clemente|33.427|-117.612|64
Dana Point|33.467|-117.698|33
Laguna Beach|33.542|-117.785|23
Newport Beach|33.617|-117.929|85
Huntington Beach|33.660|-117.999|199
Seal Beach|33.741|-118.105|25
Long Beach|33.770|-118.194|467
*San Pedro|33.736|-118.292|80
Los Angeles|34.052|-118.244|3899
Avalon|33.343|-118.328|3
Two Harbors|33.440|-118.498|1
Catalina Island;Santa Catalina Island|33.388|-118.416||island
Redondo Beach|33.849|-118.388|71
Marina del Rey|33.980|-118.452|11
Santa Monica|34.019|-118.491|93
Malibu|34.026|-118.780|11
Point Dume|34.001|-118.807||cape
Port Hueneme|34.148|-119.195|22
Oxnard|34.197|-119.177|202
Channel Islands Harbor|34.165|-119.226||harbour
Ventura|34.275|-119.229|111
Santa Barbara|34.421|-119.698|88
Point Conception|34.449|-120.471||cape
Santa Cruz Island|34.020|-119.770||island
Port San Luis|35.170|-120.754||harbour
Avila Beach|35.180|-120.732|1
Pismo Beach|35.143|-120.641|8
Morro Bay|35.366|-120.850|11
San Simeon|35.644|-121.190|1
Big Sur|36.270|-121.807|1
Monterey|36.600|-121.895|30
Pacific Grove|36.618|-121.917|15
Moss Landing|36.804|-121.787|1
Santa Cruz|36.974|-122.031|63
Half Moon Bay|37.464|-122.429|12
Pillar Point|37.496|-122.497||cape
San Francisco|37.775|-122.419|874
Oakland|37.804|-122.271|441
Alameda|37.765|-122.242|78
Berkeley|37.872|-122.273|124
Richmond|37.936|-122.348|116
Sausalito|37.859|-122.485|7
Tiburon|37.874|-122.457|9
San Rafael|37.974|-122.531|61
Redwood City|37.485|-122.236|84
Vallejo|38.104|-122.257|126
Benicia|38.049|-122.159|27
Stockton|37.958|-121.291|321
Sacramento|38.582|-121.494|525
Point Reyes|37.996|-123.022||cape
Bolinas|37.909|-122.686|1
Farallon Islands|37.698|-123.003||island
Bodega Bay|38.333|-123.048|1
Point Arena|38.909|-123.693|1
Mendocino|39.308|-123.799|1
Fort Bragg|39.446|-123.805|7
Shelter Cove|40.030|-124.073|1
Cape Mendocino|40.440|-124.409||cape
Eureka|40.802|-124.164|27
*Trinidad|41.059|-124.143|1
Crescent City|41.756|-124.202|7
#OR|Oregon|ore
*Brookings|42.053|-124.284|7
Gold Beach|42.407|-124.422|2
Port Orford|42.746|-124.497|1
Cape Blanco|42.837|-124.564||cape
Bandon|43.119|-124.408|3
Charleston|43.340|-124.330|1
Coos Bay|43.367|-124.218|16
North Bend|43.407|-124.224|10
Reedsport|43.702|-124.097|4
Winchester Bay|43.677|-124.175|1
*Florence|43.983|-124.100|9
Newport|44.637|-124.053|10
Depoe Bay|44.808|-124.063|2
Lincoln City|44.958|-124.018|10
Pacific City|45.202|-123.963|1
Tillamook|45.456|-123.844|5
Garibaldi|45.560|-123.911|1
Cannon Beach|45.892|-123.962|2
Seaside|45.993|-123.923|7
*Warrenton|46.165|-123.924|6
Astoria|46.188|-123.831|10
Portland|45.515|-122.679|652
#WA|Washington|wash
*Vancouver|45.626|-122.676|191
*Longview|46.138|-122.938|38
Ilwaco|46.309|-124.043|1
Cape Disappointment|46.276|-124.052||cape
Long Beach|46.352|-124.054|2
Tokeland|46.707|-123.981|1
Westport|46.890|-124.104|2
*Aberdeen|46.975|-123.816|17
Hoquiam|46.981|-123.889|9
Ocean Shores|46.974|-124.156|7
La Push|47.909|-124.636|1
Neah Bay|48.368|-124.625|1
Cape Flattery|48.385|-124.725||cape
Sekiu|48.264|-124.301|1
Port Angeles|48.118|-123.431|20
Sequim|48.080|-123.101|8
Port Townsend|48.117|-122.760|10
Port Ludlow|47.925|-122.684|3
Everett|47.979|-122.202|111
Edmonds|47.811|-122.377|43
Seattle|47.606|-122.332|737
Bainbridge Island|47.626|-122.521|25
Bremerton|47.567|-122.633|44
Poulsbo|47.736|-122.646|12
*Kingston|47.799|-122.498|2
Tacoma|47.253|-122.444|219
Gig Harbor|47.329|-122.580|12
*Des Moines|47.402|-122.324|33
Olympia|47.038|-122.901|56
*Shelton|47.215|-123.101|10
Oak Harbor|48.293|-122.643|25
Coupeville|48.220|-122.686|2
La Conner|48.393|-122.496|1
Anacortes|48.513|-122.613|18
Friday Harbor|48.535|-123.017|3
Roche Harbor|48.610|-123.155|1
Orcas Island|48.654|-122.938||island
Bellingham|48.749|-122.478|91
*Blaine|48.994|-122.747|6
Point Roberts|48.985|-123.078|1
#AK|Alaska
Ketchikan|55.342|-131.646|8
Metlakatla|55.129|-131.572|1
*Craig|55.476|-133.148|1
Wrangell|56.471|-132.377|2
*Petersburg|56.813|-132.956|3
Sitka|57.053|-135.330|8
Juneau|58.302|-134.420|32
Haines|59.236|-135.445|2
Skagway|59.458|-135.314|1
Hoonah|58.110|-135.444|1
Elfin Cove|58.194|-136.343|1
Gustavus|58.413|-135.737|1
Yakutat|59.547|-139.727|1
Cordova|60.543|-145.757|3
Valdez|61.131|-146.348|4
Whittier|60.773|-148.684|1
Seward|60.104|-149.442|3
Anchorage|61.218|-149.900|291
Kenai|60.554|-151.258|7
Ninilchik|60.051|-151.669|1
Homer|59.643|-151.548|6
Seldovia|59.438|-151.711|1
Kodiak|57.790|-152.407|6
Chignik|56.296|-158.404|1
Sand Point|55.340|-160.497|1
King Cove|55.062|-162.310|1
Cold Bay|55.186|-162.721|1
False Pass|54.854|-163.409|1
Akutan|54.135|-165.773|1
Unalaska|53.874|-166.537|4
Dutch Harbor|53.890|-166.543|1
Adak|51.880|-176.658|1
*St. Paul|57.122|-170.280|1
Dillingham|59.040|-158.458|2
King Salmon|58.690|-156.661|1
*Bethel|60.792|-161.756|6
Nome|64.501|-165.406|4
*St. Michael|63.478|-162.039|1
Unalakleet|63.873|-160.788|1
Kotzebue|66.898|-162.597|3
Point Hope|68.348|-166.808|1
*Wainwright|70.637|-160.038|1
Utqiagvik;Barrow|71.291|-156.789|5
Prudhoe Bay|70.255|-148.337|1
Kaktovik|70.132|-143.624|1
#HI|Hawaii
Honolulu|21.307|-157.858|351
Waikiki|21.276|-157.827|30
Pearl Harbor|21.355|-157.972||harbour
Ko Olina|21.335|-158.124|1
Haleiwa|21.593|-158.103|4
Kailua|21.402|-157.740|40
Kaneohe|21.418|-157.803|37
Waianae|21.445|-158.183|13
Lihue|21.981|-159.371|8
Nawiliwili|21.955|-159.356||harbour
Port Allen|21.902|-159.588||harbour
Hanalei|22.204|-159.501|1
Kaunakakai|21.091|-157.023|3
Lanai City|20.828|-156.921|3
Lahaina|20.878|-156.682|13
Kahului|20.889|-156.473|28
Maalaea|20.792|-156.512|1
Kihei|20.765|-156.446|21
Hana|20.758|-155.990|1
Hilo|19.707|-155.081|44
Kailua-Kona;Kona|19.640|-155.997|20
Kawaihae|20.038|-155.829|1
South Point;Ka Lae|18.911|-155.681||cape
#PR|Puerto Rico
San Juan|18.466|-66.106|342
Fajardo|18.326|-65.652|32
Culebra|18.303|-65.301|2
Vieques|18.128|-65.441|8
Humacao|18.150|-65.827|51
*Salinas|17.978|-66.298|26
Ponce|18.011|-66.614|137
Guánica|17.972|-66.909|14
La Parguera|17.974|-67.046|1
Cabo Rojo|18.087|-67.146|47
Mayagüez|18.201|-67.140|73
Rincón|18.340|-67.250|15
Aguadilla|18.427|-67.154|55
Arecibo|18.473|-66.716|88
#VI|U.S. Virgin Islands|virgin islands;us virgin islands;usvi;united states virgin islands
Charlotte Amalie|18.342|-64.931|14
St. Thomas|18.338|-64.895||island
Cruz Bay|18.331|-64.794|3
*St. John|18.335|-64.735||island
Christiansted|17.747|-64.703|2
Frederiksted|17.712|-64.882|1
St. Croix|17.730|-64.760||island
#GU|Guam
Guam|13.444|144.793|154|island
Hagåtña;Agana|13.475|144.750|1
Apra Harbor|13.446|144.660||harbour
#MP|Northern Mariana Islands|cnmi
Saipan|15.190|145.748|43|island
Tinian|14.995|145.630|2|island
*Rota|14.153|145.213|2|island
#AS|American Samoa
Pago Pago|-14.279|-170.700|4
#OH|Ohio
*Toledo|41.653|-83.538|271
Port Clinton|41.512|-82.938|6
Put-in-Bay|41.654|-82.820|1
Kelleys Island|41.597|-82.710|1
Marblehead|41.540|-82.736|1
Sandusky|41.449|-82.708|25
*Huron|41.395|-82.555|7
Vermilion|41.422|-82.365|10
Lorain|41.453|-82.182|65
Cleveland|41.499|-81.694|373
Mentor|41.666|-81.340|47
Fairport Harbor|41.750|-81.274|3
Geneva-on-the-Lake|41.859|-80.954|1
Ashtabula|41.865|-80.790|18
Conneaut|41.948|-80.554|12
#MI|Michigan|mich
Detroit|42.331|-83.046|639
*Monroe|41.916|-83.398|20
*Gibraltar|42.095|-83.190|5
Wyandotte|42.214|-83.150|25
Grosse Pointe|42.386|-82.912|5
St. Clair Shores|42.497|-82.889|59
Algonac|42.618|-82.532|4
St. Clair|42.821|-82.486|5
Port Huron|42.971|-82.425|29
*Lexington|43.268|-82.531|1
Port Sanilac|43.431|-82.542|1
Harbor Beach|43.845|-82.651|2
Port Austin|44.046|-82.997|1
Caseville|43.941|-83.271|1
Bay City|43.594|-83.889|33
Saginaw|43.420|-83.951|44
Tawas City|44.269|-83.515|2
East Tawas|44.279|-83.490|3
Oscoda|44.420|-83.331|1
Harrisville|44.657|-83.295|1
Alpena|45.062|-83.433|10
Rogers City|45.421|-83.818|3
*Presque Isle|45.340|-83.478|1
Cheboygan|45.647|-84.474|5
Mackinaw City|45.784|-84.728|1
Mackinac Island|45.849|-84.619|1
St. Ignace|45.869|-84.727|2
Cedarville|45.997|-84.362|1
Drummond Island|46.020|-83.730|1
De Tour Village;Detour|45.992|-83.903|1
Sault Ste. Marie|46.496|-84.346|13
Whitefish Point|46.771|-84.957||cape
Grand Marais|46.671|-85.985|0.3
Munising|46.411|-86.648|2
Marquette|46.544|-87.396|21
Big Bay|46.818|-87.725|1
L'Anse|46.757|-88.453|2
Houghton|47.122|-88.569|8
Hancock|47.127|-88.581|5
Copper Harbor|47.469|-87.888|1
Eagle Harbor|47.460|-88.160|1
Isle Royale|48.000|-88.900||island
Ontonagon|46.871|-89.314|1
Menominee|45.108|-87.614|8
Escanaba|45.745|-87.065|12
*Gladstone|45.852|-87.022|5
Manistique|45.958|-86.246|3
Petoskey|45.373|-84.955|6
Harbor Springs|45.432|-84.992|1
Charlevoix|45.318|-85.258|2
Beaver Island|45.660|-85.550|1
Northport|45.130|-85.616|1
Leland|45.023|-85.760|1
Suttons Bay|44.977|-85.651|1
Traverse City|44.763|-85.621|16
*Frankfort|44.634|-86.234|1
Manistee|44.244|-86.324|6
Ludington|43.955|-86.453|8
Pentwater|43.782|-86.433|1
Whitehall|43.410|-86.349|3
Muskegon|43.234|-86.248|38
Grand Haven|43.063|-86.228|11
*Holland|42.788|-86.109|34
Saugatuck|42.655|-86.202|1
South Haven|42.403|-86.274|4
*St. Joseph|42.110|-86.480|8
Benton Harbor|42.117|-86.454|9
New Buffalo|41.794|-86.744|2
#IN|Indiana|ind
Michigan City|41.708|-86.895|32
Gary|41.593|-87.346|69
East Chicago|41.639|-87.455|26
Hammond|41.583|-87.500|78
#IL|Illinois|ill
Chicago|41.878|-87.630|2746
Evanston|42.045|-87.688|78
Wilmette|42.072|-87.723|28
Waukegan|42.364|-87.845|89
Winthrop Harbor|42.479|-87.824|7
#WI|Wisconsin|wis;wisc
Kenosha|42.585|-87.821|100
Racine|42.726|-87.783|78
Milwaukee|43.039|-87.907|577
Port Washington|43.387|-87.876|13
Sheboygan|43.751|-87.715|50
Manitowoc|44.089|-87.658|35
Two Rivers|44.154|-87.569|11
Kewaunee|44.458|-87.503|3
Algoma|44.609|-87.433|3
Sturgeon Bay|44.834|-87.377|10
Baileys Harbor|45.065|-87.124|1
Egg Harbor|45.045|-87.281|1
Fish Creek|45.128|-87.247|1
Sister Bay|45.187|-87.121|1
Washington Island|45.380|-86.930|1
Green Bay|44.513|-88.013|107
Oconto|44.888|-87.865|5
Marinette|45.100|-87.631|11
Bayfield|46.811|-90.818|1
Madeline Island;La Pointe|46.779|-90.787|1
Washburn|46.673|-90.895|2
*Ashland|46.593|-90.884|8
Cornucopia|46.857|-91.104|1
Port Wing|46.776|-91.386|1
Superior|46.721|-92.104|27
#MN|Minnesota|minn
Duluth|46.787|-92.101|87
Two Harbors|47.023|-91.671|4
Silver Bay|47.294|-91.257|2
Grand Marais|47.750|-90.334|1
Grand Portage|47.964|-89.685|1`
